import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { Raw } from '#server/ports.ts'
import { assigners } from './assigners.ts'

/** Where a group stands in a partition, and the note it left there with its last commit. */
export interface Standing {
  partition: number
  /** null: the group never committed here. */
  committed: string | null
  note: string | null
  low: string
  high: string
  /** How many partitions the topic has. */
  partitions: number
}

export interface BatchTools {
  heartbeat: () => Promise<void>
  /** Everything before `offset` is done; `note` (a short text) is kept with it and given back on the next assignment. */
  commit: (offset: string, note?: string) => Promise<void>
  partition: number
  /** True once the partition was taken away or moved elsewhere: stop working on the batch. */
  stale: () => boolean
}

export interface GroupConsumerOptions {
  groupId: string
  /** Logical name; records carry it. */
  topic: string
  /** Where a group that never committed begins. Default: false, at the end. */
  fromBeginning?: boolean
  /** Largest fetch of a partition, as stored; default 192 KiB. */
  maxBytesPerPartition?: number
  /** Asked for each partition that is newly ours; returns the offset to read from. Default: the committed one. */
  onAssigned?: (standing: Standing) => string | undefined | Promise<string | undefined>
  /** Told when others have them; not while Kafka is away, for then nobody has. */
  onRevoked?: (partitions: number[]) => void
  /** One partition's records in order. Nothing is committed unless it says so; a rejection makes the reader start again from the last commit. */
  onBatch: (records: Raw[], tools: BatchTools) => Promise<void>
}

export interface GroupConsumerDeps {
  kafka: Kafka
  /** Physical name of the topic. */
  topic: string
  log: { warn: (about: object, text: string) => void }
}

export interface GroupConsumer extends AsyncDisposable {
  state: () => 'connecting' | 'up' | 'down'
  cause: () => string | undefined
  assigned: () => number[]
  stop: () => Promise<void>
}

const heartbeatMs = 1500
/** The group goes on without this member. */
const forgotten = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'])
/** Longest silence of a client that should heartbeat every 3 s; then it is made anew, because kafkajs can stall without an event. */
const SILENCE_MS = 45_000

/** A reader of one topic in a consumer group: manual commits, several partitions at once. Waits for a broker that is not there, and starts again after any crash. */
export function createGroupConsumer(deps: GroupConsumerDeps, options: GroupConsumerOptions): GroupConsumer {
  const { kafka, topic, log } = deps
  const fromBeginning = options.fromBeginning ?? false
  const stopping = new AbortController()
  let state: 'connecting' | 'up' | 'down' = 'connecting'
  let cause: string | undefined
  let mine = new Set<number>()
  /** As of the last assignment, over outages. */
  let held = new Set<number>()
  /** Partitions whose start was looked up; settled before their first batch is worked on. */
  const ready = new Map<number, Promise<void>>()

  async function standing(partition: number): Promise<Standing> {
    const admin = kafka.admin({ retry: { retries: 3 } })
    await admin.connect()
    try {
      const [ends, groups] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId: options.groupId, topics: [topic] }),
      ])
      const end = ends.find((e) => e.partition === partition)
      const at = groups[0]?.partitions.find((p) => p.partition === partition)
      const committed = at && Number(at.offset) >= 0 ? at.offset : null
      return {
        partition,
        committed,
        note: at?.metadata || null,
        low: end?.low ?? '0',
        high: end?.high ?? '0',
        partitions: ends.length,
      }
    } finally {
      await admin.disconnect()
    }
  }

  async function prepare(consumer: Consumer, partition: number): Promise<void> {
    const from = await options.onAssigned?.(await standing(partition))
    if (from !== undefined && mine.has(partition)) consumer.seek({ topic, partition, offset: from })
  }

  function joined(consumer: Consumer, partitions: number[]): void {
    const now = new Set(partitions)
    const lost = [...held].filter((p) => !now.has(p))
    mine = now
    held = now
    for (const partition of lost) ready.delete(partition)
    if (lost.length) options.onRevoked?.(lost)
    for (const partition of partitions) {
      if (ready.has(partition) || !options.onAssigned) continue
      const preparing = prepare(consumer, partition)
      preparing.catch(() => ready.delete(partition))
      ready.set(partition, preparing)
    }
  }

  async function work(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, isRunning, isStale, resolveOffset } = payload
    const { partition } = batch
    // A model, or finding where to begin, may take longer than a member may be silent: one that is taken for dead gets the same records again, for ever.
    let out = false
    const beat = setInterval(
      () =>
        heartbeat().catch((error) => {
          out ||= forgotten.has((error as { type?: string }).type ?? '')
        }),
      heartbeatMs,
    )
    try {
      if (options.onAssigned) {
        if (!ready.has(partition)) ready.set(partition, prepare(consumer, partition))
        await ready.get(partition)
      }
      // The look-up moved the reader: this batch is not where it is to begin.
      if (isStale()) return
      const records = batch.messages.map(
        (m): Raw => ({
          topic: options.topic,
          partition,
          offset: m.offset,
          timestamp: Number(m.timestamp),
          key: m.key,
          value: m.value,
          ...(m.headers && Object.keys(m.headers).length ? { headers: plain(m.headers) } : {}),
        }),
      )
      await options.onBatch(records, {
        heartbeat,
        partition,
        stale: () => out || isStale() || !isRunning() || !mine.has(partition),
        commit: async (offset, note) => {
          await consumer.commitOffsets([{ topic, partition, offset, metadata: note ?? null }])
        },
      })
    } finally {
      clearInterval(beat)
    }
    resolveOffset(batch.lastOffset())
    await heartbeat()
  }

  async function once(): Promise<void> {
    const consumer = kafka.consumer({
      groupId: options.groupId,
      partitionAssigners: assigners,
      maxWaitTimeInMs: 100,
      // A compressed batch unpacks to many times its size, all at once.
      maxBytesPerPartition: options.maxBytesPerPartition ?? 192 * 1024,
      // Short, so that after a broker's death the members of before do not hold up the group for long.
      sessionTimeout: 8000,
      rebalanceTimeout: 20_000,
      heartbeatInterval: heartbeatMs,
      // A member that outlasts a short outage keeps its place, and its partitions.
      retry: { initialRetryTime: 200, maxRetryTime: 1000, retries: 12, restartOnFailure: async () => false },
    })
    const { promise: over, resolve, reject } = Promise.withResolvers<void>()
    over.catch(() => {})
    let heard = Date.now()
    const alive = () => {
      heard = Date.now()
    }
    consumer.on(consumer.events.HEARTBEAT, alive)
    consumer.on(consumer.events.FETCH, alive)
    consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error))
    consumer.on(consumer.events.GROUP_JOIN, (event) => {
      alive()
      state = 'up'
      cause = undefined
      joined(consumer, event.payload.memberAssignment[topic] ?? [])
    })
    const watchdog = setInterval(() => {
      if (Date.now() - heard > SILENCE_MS) reject(new Error(`no sign of life for ${SILENCE_MS / 1000} s`))
    }, 5000)
    const told = () => resolve()
    stopping.signal.addEventListener('abort', told)
    try {
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning })
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => work(consumer, payload),
      })
      await over
    } finally {
      clearInterval(watchdog)
      stopping.signal.removeEventListener('abort', told)
      await consumer.disconnect().catch(() => {})
      ready.clear()
      mine = new Set()
    }
  }

  async function keep(): Promise<void> {
    let wait = 500
    while (!stopping.signal.aborted) {
      const began = Date.now()
      try {
        await once()
      } catch (error) {
        state = 'down'
        cause = error instanceof Error ? error.message : String(error)
        log.warn({ group: options.groupId, topic, cause }, 'group reader ended; starting again')
      }
      if (Date.now() - began > 60_000) wait = 500
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
      wait = Math.min(5000, wait * 2)
    }
  }
  const kept = keep()

  const stop = async () => {
    stopping.abort()
    await kept
  }
  return { state: () => state, cause: () => cause, assigned: () => [...mine], stop, [Symbol.asyncDispose]: stop }
}

function plain(headers: NonNullable<EachBatchPayload['batch']['messages'][number]['headers']>): Record<string, string> {
  const text = (value: unknown): string => (Array.isArray(value) ? text(value.at(-1)) : String(value ?? ''))
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)]))
}
