import { setTimeout as pause } from 'node:timers/promises'
import { deliver } from './deliver.ts'
import type { FetchedPartition } from './fetch-protocol.ts'
import type { TopicMetadata } from './metadata-protocol.ts'
import { startOffsets } from './positions.ts'
import type { ReplyPool } from './replies.ts'
import type { Generation } from './supervisor.ts'
import { EARLIEST, LATEST, type Wire } from './wire.ts'

/** A reply much larger than the processor's cache has left it again before its records are read; room for four partitions, so that a full one does not keep the others out. */
const LIMITS = { maxWaitMs: 250, maxBytes: 2_097_152, maxBytesPerPartition: 524_288 }
const REFRESH_MS = 3000
const RETRY_MS = 250
const OUT_OF_RANGE = 1
const UNKNOWN_TOPIC = 3
const NO_RIGHT = 29

interface Position {
  topic: string
  logical: string
  partition: number
  leader: number
  /** Next offset to fetch; runs ahead of what has been delivered. */
  offset: number
  /** Not fetched for now: what is being found out. */
  held: 'leader' | 'offset' | undefined
  /** A broker's loop still hands over its records: no other loop may fetch it. */
  by: number | undefined
}

export interface DirectDeps {
  wire: Wire
  /** Where replies go back to when their records were handed over and nobody keeps them. */
  replies?: ReplyPool
  physical: (topic: string) => string
  log: { debug: (about: object, text: string) => void }
}

/** Reads every partition without a consumer group: one fetch always under way per broker, the next one sent before the last is handed over. */
export async function runDirect({ wire, replies, physical, log }: DirectDeps, generation: Generation): Promise<void> {
  const { signal, options, topics, progress, ids } = generation
  const positions = new Map<string, Position>()
  const loops = new Set<number>()
  const failed = Promise.withResolvers<void>()
  let wake = () => {}

  const learn = async (found: TopicMetadata[]): Promise<void> => {
    const fresh = new Map<number, { topic: string; logical: string; partition: number }[]>()
    for (const { name: topic, id, error, partitions } of found) {
      if (error === UNKNOWN_TOPIC) forget(topic)
      if (error !== 0) continue
      const logical = logicalOf(topic)
      const anew = id !== undefined && ids.has(topic) && ids.get(topic) !== id
      if (id) ids.set(topic, id)
      for (const { id: partition, leader } of partitions) {
        const key = `${topic}/${partition}`
        const known = positions.get(key)
        if (anew) startAnew(topic, partition, leader)
        else if (known)
          Object.assign(known, { leader, held: known.held === 'leader' && leader >= 0 ? undefined : known.held })
        else if (leader >= 0) {
          const of = fresh.get(leader) ?? []
          of.push({ topic, logical, partition })
          fresh.set(leader, of)
        }
      }
    }
    const starts = await Promise.all([...fresh].map(([leader, of]) => begin(leader, of).catch(() => wake())))
    if (starts.length > 0) log.debug({ partitions: positions.size }, 'reading partitions')
  }
  const logicalOf = (topic: string) => [...topics].find((name) => physical(name) === topic) ?? topic

  const begin = async (leader: number, of: { topic: string; logical: string; partition: number }[]) => {
    for (const { topic, partition, offset, high } of await startOffsets(
      wire,
      { leader, of },
      { ...options, progress },
    )) {
      place({ topic, partition, offset, leader }, high)
    }
  }
  const place = (at: { topic: string; partition: number; offset: number; leader: number }, high: number) => {
    const key = `${at.topic}/${at.partition}`
    positions.set(key, { ...at, logical: logicalOf(at.topic), held: undefined, by: undefined })
    const target = progress.get(key)?.target ?? high
    progress.set(key, { topic: at.topic, partition: at.partition, next: at.offset, target })
  }
  const forget = (topic: string) => {
    for (const [key, position] of positions) {
      if (position.topic !== topic) continue
      positions.delete(key)
      // Its place is kept in `progress` only to say, should it come back, what was there before.
      const known = progress.get(key)
      if (known) known.target = 0
    }
  }
  const startAnew = (topic: string, partition: number, leader: number) => {
    const next = progress.get(`${topic}/${partition}`)?.next ?? 0
    place({ topic, partition, offset: 0, leader }, 0)
    const why = 'the topic was deleted and made anew: reading it from its beginning'
    options.onGap({ topic: logicalOf(topic), partition, from: String(next), to: '0', why })
  }

  /** The offset asked for is not there: expired, or the log has become shorter. */
  const outOfRange = async (position: Position): Promise<void> => {
    const { topic, partition, leader, logical } = position
    const ask = async (time: number) => (await wire.offsets(leader, [{ topic, partition, time }]))[0]
    const [low, high] = await Promise.all([ask(EARLIEST), ask(LATEST)])
    if (signal.aborted) return
    if (low?.error !== 0 || high?.error !== 0) throw new Error('offsets are not to be had now')
    const from = position.offset
    const expired = from < low.offset
    // A log that ends before our cursor is another log: nothing in it has been read.
    position.offset = low.offset
    position.held = undefined
    const known = progress.get(`${topic}/${partition}`)
    if (known) known.next = low.offset
    const why = expired
      ? `offsets ${from} to ${low.offset - 1} expired before they were read`
      : `the log ends at ${high.offset}, before our cursor ${from}: reading it from its beginning`
    options.onGap({ topic: logical, partition, from: String(from), to: String(low.offset), why })
  }

  const refresh = async (): Promise<void> => {
    const began = performance.now()
    const { topics: found, brokers, clusterId } = await wire.metadata([...topics].map(physical))
    const latencyMs = Math.round((performance.now() - began) * 10) / 10
    if (signal.aborted) return
    await learn(found)
    const denied = found.filter((topic) => topic.error === NO_RIGHT).map((topic) => topic.name)
    const trouble = denied.length > 0 ? `Kafka does not let us read ${denied.join(', ')}` : undefined
    generation.up({ brokers: brokers.length, clusterId, latencyMs, trouble })
    for (const { leader } of positions.values()) if (leader >= 0 && !loops.has(leader)) void loop(leader)
  }

  const fetchFrom = (node: number): ReturnType<Wire['fetch']> | undefined => {
    const from = [...positions.values()].filter((p) => p.leader === node && !p.held && (p.by ?? node) === node)
    if (from.length === 0) return undefined
    // The broker fills its reply in the order asked: begin elsewhere each time, so that no partition starves.
    const turn = Math.floor(Math.random() * from.length)
    return wire.fetch(node, [...from.slice(turn), ...from.slice(0, turn)], LIMITS)
  }

  const loop = async (node: number): Promise<void> => {
    loops.add(node)
    try {
      for (let pending = fetchFrom(node); ; ) {
        const answer = await pending
        if (!answer || signal.aborted) return
        const work = answer.partitions.flatMap((fetched) => advance(node, fetched))
        pending = fetchFrom(node)
        pending?.catch(() => {})
        for (const { position, fetched, from } of work) {
          const known = progress.get(`${position.topic}/${position.partition}`)
          const delivered = (next: number) => {
            if (known) known.next = next
          }
          await deliver({ topic: position.logical, fetched, from, delivered }, options, signal)
          position.by = undefined
        }
        if (!signal.aborted) replies?.give(answer.reply)
      }
    } catch (error) {
      if (signal.aborted) return
      log.debug({ node, err: error }, 'fetching was interrupted')
      if ((error as Error).name === 'NotTaken') failed.reject(error)
      // A broker that died is not the cluster's end: its partitions get another leader.
      for (const position of positions.values()) if (position.by === node) failed.reject(error)
      wake()
    } finally {
      loops.delete(node)
    }
  }

  const advance = (node: number, fetched: FetchedPartition) => {
    const position = positions.get(`${fetched.topic}/${fetched.partition}`)
    if (!position || position.leader !== node) return []
    if (fetched.error === OUT_OF_RANGE) {
      position.held = 'offset'
      outOfRange(position)
        .catch(() => {
          position.held = 'leader'
        })
        .finally(() => wake())
      return []
    }
    if (fetched.error !== 0) {
      position.held = 'leader'
      wake()
      return []
    }
    const last = fetched.batches.at(-1)
    if (!last || last.last < position.offset) return []
    const from = position.offset
    position.offset = last.last + 1
    position.by = node
    return [{ position, fetched, from }]
  }

  const keepFresh = async (): Promise<void> => {
    let asked = Promise.withResolvers<void>()
    wake = () => asked.resolve()
    generation.onAdd(() => wake())
    signal.addEventListener('abort', () => wake(), { once: true })
    while (!signal.aborted) {
      asked = Promise.withResolvers<void>()
      await refresh()
      await pause(RETRY_MS)
      const timer = setTimeout(() => wake(), REFRESH_MS)
      await asked.promise
      clearTimeout(timer)
    }
  }
  failed.promise.catch(() => {})
  try {
    await Promise.race([keepFresh(), failed.promise])
  } finally {
    wire.close()
  }
}
