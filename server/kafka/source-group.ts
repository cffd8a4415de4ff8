import { randomUUID } from 'node:crypto'
import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Raw } from '#server/ports.ts'
import { POISONED } from './codecs.ts'
import { startOffsets } from './positions.ts'
import type { Generation } from './supervisor.ts'
import { EARLIEST, type Wire } from './wire.ts'

const SLICE = 500
const HOLD_MS = 3
const REFRESH_MS = 3000

export interface GroupDeps {
  kafka: Kafka
  wire: Wire
  physical: (topic: string) => string
  clientId: string
}

/** Reads every partition through kafkajs' public consumer, in a group of its own so that nobody shares them; nothing is committed. */
export async function runGroup(deps: GroupDeps, generation: Generation): Promise<void> {
  try {
    while (!generation.signal.aborted) await once(deps, generation)
  } finally {
    deps.wire.close()
  }
}

/** One consumer over the topics there are now. Resolves when other topics or partitions are there; rejects when the consumer crashed. */
async function once({ kafka, wire, physical, clientId }: GroupDeps, generation: Generation): Promise<void> {
  const { signal, options, topics, progress, ids } = generation
  const logical = new Map([...topics].map((topic) => [physical(topic), topic]))
  const over = Promise.withResolvers<void>()
  over.promise.catch(() => {})

  /** What is there, as one text: another text means another consumer. */
  const look = async () => {
    const began = performance.now()
    const { topics: found, brokers, clusterId } = await wire.metadata([...topics].map(physical))
    const latencyMs = Math.round((performance.now() - began) * 10) / 10
    const there = found.filter((topic) => topic.error === 0 && topic.partitions.every((p) => p.leader >= 0))
    const trouble = found.some((topic) => topic.error === 29) ? 'Kafka does not let us read some topics' : undefined
    return {
      there,
      cluster: { brokers: brokers.length, clusterId, latencyMs, trouble },
      shape: there
        .map(({ name, id, partitions }) => `${name} ${id} ${partitions.length}`)
        .sort()
        .join(),
    }
  }
  const { there, cluster, shape } = await look()
  const begin = async () => {
    const byLeader = Map.groupBy(
      there.flatMap(({ name, partitions }) =>
        partitions.map(({ id, leader }) => ({
          topic: name,
          logical: logical.get(name) ?? name,
          partition: id,
          leader,
        })),
      ),
      ({ leader }) => leader,
    )
    const starts = await Promise.all(
      [...byLeader].map(([leader, of]) => startOffsets(wire, { leader, of }, { ...options, progress })),
    )
    for (const { topic, partition, offset, high } of starts.flat()) {
      const key = `${topic}/${partition}`
      const id = there.find(({ name }) => name === topic)?.id
      const anew = (id !== undefined && (ids.get(topic) ?? id) !== id) || offset > high
      if (anew) gap(topic, partition, [offset, 0], 'the topic was made anew: reading it from its beginning')
      progress.set(key, { topic, partition, next: anew ? 0 : offset, target: progress.get(key)?.target ?? high })
    }
    for (const { name, id } of there) if (id) ids.set(name, id)
  }
  const gap = (topic: string, partition: number, [from, to]: [number, number], why: string) => {
    if (signal.aborted) return
    options.onGap({ topic: logical.get(topic) ?? topic, partition, from: String(from), to: String(to), why })
  }
  /** Offsets between the last and the next record: compacted or markers, unless the log now begins after them. */
  const jump = async (topic: string, partition: number, from: number) => {
    const leader = there.find(({ name }) => name === topic)?.partitions.find((p) => p.id === partition)?.leader ?? -1
    const [low] = await wire.offsets(leader, [{ topic, partition, time: EARLIEST }])
    if (low && low.error === 0 && low.offset > from) {
      gap(topic, partition, [from, low.offset], `offsets ${from} to ${low.offset - 1} expired before they were read`)
    }
  }

  const eachBatch = async ({ batch }: EachBatchPayload, consumer: Consumer): Promise<void> => {
    const { topic, partition } = batch
    const known = progress.get(`${topic}/${partition}`)
    if (!known || signal.aborted) return
    let out: Raw[] = []
    let began = performance.now()
    const flush = async () => {
      if (out.length > 0 && !signal.aborted) options.onBatch(out)
      out = []
      if (performance.now() - began <= HOLD_MS) return
      await breath()
      began = performance.now()
    }
    if (Number(batch.firstOffset() ?? 0) > known.next) await jump(topic, partition, known.next)
    for (const message of batch.messages) {
      const offset = Number(message.offset)
      // Fetched before our seek took effect, or a neighbour in its batch.
      if (offset < known.next) continue
      if (message.attributes === POISONED) {
        const { batchContext } = message as KafkaMessage & { batchContext: { lastOffsetDelta: number } }
        const next = offset + batchContext.lastOffsetDelta + 1
        await flush()
        gap(topic, partition, [known.next, next], 'a batch cannot be read')
        known.next = next
        continue
      }
      out.push(raw(logical.get(topic) ?? topic, partition, message))
      known.next = offset + 1
      if (out.length >= SLICE) await flush()
      if (signal.aborted) return
    }
    await flush()
    const last = Number(batch.lastOffset())
    if (known.next > last + 1) consumer.seek({ topic, partition, offset: String(known.next) })
    else known.next = Math.max(known.next, last + 1)
  }

  await begin()
  if (signal.aborted) return
  const consumer = kafka.consumer({
    groupId: `${clientId}-tap-${randomUUID()}`,
    ...{ maxWaitTimeInMs: 250, minBytes: 1, maxBytes: 4_194_304, maxBytesPerPartition: 1_048_576 },
    ...{ sessionTimeout: 10_000, heartbeatInterval: 3000, allowAutoTopicCreation: false },
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000, restartOnFailure: async () => false },
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => over.reject(payload.error))
  let partial = false
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    // kafkajs assigns what its own metadata knew: a topic made a moment ago may be missing there, and would stay unread.
    partial = there.some(({ name, partitions }) => (memberAssignment[name]?.length ?? 0) < partitions.length)
    if (partial) over.resolve()
  })
  const stopped = () => over.resolve()
  signal.addEventListener('abort', stopped, { once: true })
  try {
    if (there.length > 0) {
      await consumer.connect()
      await consumer.subscribe({ topics: there.map(({ name }) => name), fromBeginning: true })
      await consumer.run({ autoCommit: false, eachBatch: (payload) => eachBatch(payload, consumer) })
      for (const { topic, partition, next } of progress.values()) {
        if (there.some(({ name }) => name === topic)) consumer.seek({ topic, partition, offset: String(next) })
      }
    }
    generation.up(cluster)
    let renew = () => {}
    generation.onAdd(() => renew())
    while (!signal.aborted) {
      const asked = new Promise<void>((resolve) => {
        renew = resolve
      })
      await Promise.race([over.promise, asked, pause(REFRESH_MS)])
      if (signal.aborted) return
      const now = await look()
      generation.up(now.cluster)
      if (partial || now.shape !== shape) return
    }
  } finally {
    signal.removeEventListener('abort', stopped)
    // Its end can take a minute when the broker is gone; nobody waits for that.
    await Promise.race([consumer.disconnect().catch(() => {}), pause(1000)])
  }
}

function raw(topic: string, partition: number, message: KafkaMessage): Raw {
  const { offset, key, value, timestamp, headers } = message
  const record: Raw = { topic, partition, offset, timestamp: Number(timestamp), key, value }
  const names = headers ? Object.keys(headers) : []
  if (headers && names.length > 0) {
    const text = (value: unknown): string => (Array.isArray(value) ? text(value.at(-1)) : String(value ?? ''))
    record.headers = Object.fromEntries(names.map((name) => [name, text(headers[name])]))
  }
  return record
}
