import { setTimeout as pause } from 'node:timers/promises'
import { CompressionTypes, type Kafka, Partitioners, type Producer } from 'kafkajs'
import type { Outgoing, Sink } from '#server/ports.ts'
import { asKafkaError, KafkaDown, Refused } from './errors.ts'
import type { Wire } from './wire.ts'

export interface SinkDeps {
  kafka: (retry: { retries: number; initialRetryTime: number; maxRetryTime: number }) => Kafka
  wire: () => Wire
  physical: (topic: string) => string
  /** Default none: topics of the systems say themselves what they are stored as. */
  compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
}

type Place = { topic: string; partition: number; offset: string }
interface Waiting {
  records: Outgoing[]
  resolve: (places: Place[]) => void
  reject: (error: unknown) => void
}

const codecs = {
  ...{ none: CompressionTypes.None, gzip: CompressionTypes.GZIP, snappy: CompressionTypes.Snappy },
  ...{ lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD },
}
/** kafkajs gets slower per record above this. */
const MOST_RECORDS = 1000
/** A send that may have arrived is repeated under its sequence numbers about this long (a broker's restart): only then is it sure not to double. */
const patience = { retries: 12, initialRetryTime: 200, maxRetryTime: 2000 }
const UNKNOWN_TOPIC = 3
/** After this much quiet the broker is asked for a sign of life first, so that one that is gone is told at once. */
const QUIET_MS = 1000

/**
 * Idempotent producer: acks all, one request in flight, so order holds and a lost acknowledgement does not double a record. Sends of the
 * same tick, and those that come while one is under way, leave together. Connects when first needed and again after a failure.
 */
export function createSink({ kafka, wire: openWire, physical, compression = 'none' }: SinkDeps): Sink {
  const partitionOf = Partitioners.DefaultPartitioner()
  const leaders = new Map<string, { partitionId: number; leader: number }[]>()
  let producer: Producer | undefined
  let wire: Wire | undefined
  const queue: Waiting[] = []
  let draining: Promise<void> | undefined
  let heardAt = Number.NEGATIVE_INFINITY

  const drop = () => {
    void producer?.disconnect().catch(() => {})
    wire?.close()
    producer = wire = undefined
    leaders.clear()
  }
  const check = async (topics: string[]): Promise<void> => {
    if (performance.now() - heardAt < QUIET_MS && topics.every((topic) => leaders.has(topic))) return
    wire ??= openWire()
    let found = await wire.metadata(topics)
    // A topic made a moment ago is not known to every broker yet.
    for (let tries = 0; tries < 5 && found.topics.some(({ error }) => error === UNKNOWN_TOPIC); tries++) {
      await pause(200)
      found = await wire.metadata(topics)
    }
    for (const { name, error, partitions } of found.topics) {
      leaders.delete(name)
      const type = { 3: 'UNKNOWN_TOPIC_OR_PARTITION', 17: 'INVALID_TOPIC_EXCEPTION', 29: 'TOPIC_AUTHORIZATION_FAILED' }[
        error
      ]
      if (type) throw new Refused({ type, topic: name })
      leaders.set(
        name,
        partitions.map(({ id, leader }) => ({ partitionId: id, leader })),
      )
    }
    heardAt = performance.now()
  }

  const write = async (records: Outgoing[]): Promise<Place[]> => {
    const byTopic = Map.groupBy(records, (record) => physical(record.topic))
    await check([...byTopic.keys()])
    if (!producer) {
      producer = kafka(patience).producer({
        ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: patience },
        createPartitioner: Partitioners.DefaultPartitioner,
      })
      await producer.connect()
    }
    const partitions = new Map<Outgoing, number>()
    const topicMessages = [...byTopic].map(([topic, of]) => {
      const partitionMetadata = (leaders.get(topic) ?? []).map((p) => ({
        ...p,
        partitionErrorCode: 0,
        replicas: [],
        isr: [],
      }))
      const messages = of.map((record) => {
        const message = { key: record.key, value: record.value, headers: record.headers, partition: record.partition }
        // Chosen here, as kafkajs would, because its reply tells only the first offset of each partition.
        message.partition = partitionOf({ topic, partitionMetadata, message })
        partitions.set(record, message.partition)
        return message
      })
      return { topic, messages }
    })
    const replies = await producer
      .sendBatch({ acks: -1, compression: codecs[compression], topicMessages })
      .catch((error: unknown) => {
        const failure = asKafkaError(error)
        if (failure instanceof KafkaDown) failure.begun = true
        throw failure
      })
    heardAt = performance.now()
    const next = new Map(replies.map((r) => [`${r.topicName}/${r.partition}`, Number(r.baseOffset ?? -1)]))
    return records.map((record) => {
      const partition = partitions.get(record) ?? 0
      const key = `${physical(record.topic)}/${partition}`
      const offset = next.get(key) ?? -1
      next.set(key, offset + 1)
      return { topic: record.topic, partition, offset: String(offset) }
    })
  }

  const settle = async (together: Waiting[]): Promise<void> => {
    try {
      const places = await write(together.flatMap(({ records }) => records))
      for (const { records, resolve } of together) resolve(places.splice(0, records.length))
    } catch (error) {
      const failure = asKafkaError(error)
      // What may or may not have arrived must not lend its sequence numbers to other records: a new producer.
      drop()
      if (failure instanceof Refused && together.length > 1) {
        // One of them is to blame: each by itself.
        for (const one of together) await settle([one])
      } else for (const { reject } of together) reject(failure)
    }
  }
  const drain = async (): Promise<void> => {
    // Whoever sends in this tick goes along.
    await Promise.resolve()
    while (queue.length > 0) {
      let [n, size] = [0, 0]
      do size += queue[n++]?.records.length ?? 0
      while (n < queue.length && size + (queue[n]?.records.length ?? 0) <= MOST_RECORDS)
      await settle(queue.splice(0, n))
    }
    draining = undefined
  }

  return {
    send(records) {
      if (records.length === 0) return Promise.resolve([])
      return new Promise((resolve, reject) => {
        // The same object twice in one call still is two records.
        queue.push({ records: records.map((record) => ({ ...record })), resolve, reject })
        draining ??= drain()
      })
    },
    async close() {
      await draining
      drop()
    },
  }
}
