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
  producer?: ProducerSettings
}

/** Settings of a producer as Kafka's own clients name them; absent ones are as the console needs them. */
export interface ProducerSettings {
  /** Waited for more records before the first of them leaves. */
  lingerMs?: number
  /** What leaves together is at most this large, unless it was handed over in one piece. */
  batchBytes?: number
  /** What is handed over in one piece and is larger is refused at once. */
  maxRequestBytes?: number
  retryBackoffMs?: number
  /** From leaving to giving up, tries included. */
  deliveryTimeoutMs?: number
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
export function createSink({
  kafka,
  wire: openWire,
  physical,
  compression = 'none',
  producer: set = {},
}: SinkDeps): Sink {
  const tries = triesOf(set)
  const bytesOf = set.batchBytes || set.maxRequestBytes ? sizeOf : () => 0
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

  const inTime = async <T>(sending: Promise<T>): Promise<T> => {
    if (!set.deliveryTimeoutMs) return sending
    const over = new AbortController()
    const late = pause(set.deliveryTimeoutMs, undefined, { signal: over.signal }).then(() => {
      throw new Error(`timed out: not acknowledged within ${set.deliveryTimeoutMs} ms`)
    })
    try {
      return await Promise.race([sending, late])
    } finally {
      over.abort()
      late.catch(() => {})
    }
  }

  const write = async (records: Outgoing[]): Promise<Place[]> => {
    const byTopic = Map.groupBy(records, (record) => physical(record.topic))
    await check([...byTopic.keys()])
    if (!producer) {
      producer = kafka(tries).producer({
        ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: tries },
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
    const replies = await inTime(
      producer.sendBatch({ acks: -1, compression: codecs[compression], topicMessages }),
    ).catch((error: unknown) => {
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
    await (set.lingerMs ? pause(set.lingerMs) : Promise.resolve())
    while (queue.length > 0) {
      let [n, size, bytes] = [0, 0, 0]
      do {
        size += queue[n]?.records.length ?? 0
        bytes += bytesOf(queue[n++]?.records ?? [])
      } while (
        n < queue.length &&
        size + (queue[n]?.records.length ?? 0) <= MOST_RECORDS &&
        bytes + bytesOf(queue[n]?.records ?? []) <= (set.batchBytes ?? Number.POSITIVE_INFINITY)
      )
      await settle(queue.splice(0, n))
    }
    draining = undefined
  }

  return {
    send(records) {
      if (records.length === 0) return Promise.resolve([])
      if (set.maxRequestBytes && bytesOf(records) > set.maxRequestBytes)
        return Promise.reject(new Refused({ type: 'RECORD_LIST_TOO_LARGE', topic: records[0]?.topic }))
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

/** As they are before compression; only where a limit asks. */
const sizeOf = (records: Outgoing[]): number =>
  records.reduce((sum, { key, value }) => sum + Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? ''), 0)

/** Tries within the delivery timeout: the pauses double from the first to the longest. */
function triesOf({ retryBackoffMs = patience.initialRetryTime, deliveryTimeoutMs }: ProducerSettings) {
  const retries = deliveryTimeoutMs ? Math.ceil(deliveryTimeoutMs / patience.maxRetryTime) + 4 : patience.retries
  return { ...patience, initialRetryTime: retryBackoffMs, retries }
}
