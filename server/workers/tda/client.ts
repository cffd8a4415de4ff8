import type { KafkaConfig } from '#server/config.ts'
import { createClient, type KafkaDoor } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'

/** The platform's producer settings; acks of all replicas, idempotence and one request in flight hold for every sink here. */
export const producer = {
  lingerMs: 10,
  batchBytes: 64 * 1024,
  maxRequestBytes: 1024 * 1024,
  retryBackoffMs: 100,
  requestTimeoutMs: 30_000,
  deliveryTimeoutMs: 120_000,
}

export const openClient = (config: KafkaConfig, log: Log): KafkaDoor =>
  createClient(config, log, { compression: 'lz4', producer })
