import type { Entry, System } from '#lib/contract.ts'
import type { FeedListener, Raw } from '#server/ports.ts'
import type { Log } from '../log.ts'
import { createCheckpoint } from './checkpoint.ts'
import { type Arrival, type Bad, decode, type Good, isBad, type Seen } from './decode.ts'
import { provideViews } from './feed-views.ts'
import type { Hub } from './hub.ts'
import type { Index } from './index-store.ts'
import { createLane, type Lane } from './lane.ts'
import { createMemory, entityKey, remember } from './memory.ts'
import { createReadings, type Readings } from './readings.ts'
import { again, restore } from './restore.ts'
import type { Marks } from './series-view.ts'

export interface FeedDeps {
  systems: readonly System[]
  index: Index
  hub: Pick<Hub, 'provide'>
  log: Log
  /** When the console started, epoch ms: records older than a minute before are history to listeners. */
  bootAt?: number
}

export interface Feed extends Readings {
  /** Takes in records of one or more partitions, each in order. Synchronous; never throws for what is in them. */
  accept: (batch: Raw[]) => void
  /** Offsets that will not come. `to` below `from`: the partition begins anew. */
  gap: (gap: { topic: string; partition: number; from: string; to: string; why: string }) => void
  listen: (listener: FeedListener) => () => void
  /** The source that fills the feed: says when it has caught up. Until then records are history to listeners. */
  follow: (source: { caughtUp: () => boolean; add: (topic: string) => void }) => void
  /** Adds vertical marks to series (alerts that fired, model versions). */
  marks: (marks: Marks) => void
  /** Next offset to read, as text, or undefined. */
  cursor: (topic: string, partition: number) => string | undefined
  /** The last records of an entity's key in a topic, newest first. */
  history: (topic: string, key: string, limit: number) => (Entry | Bad)[]
  record: (topic: string, partition: number, offset: string) => Entry | Bad | undefined
  gaps: Index['gaps']
  /** What the operator must know of the index. */
  notices: () => string[]
  /** Writes what is pending and waits for the disk. */
  flush: () => void
  close: () => Promise<void>
}

const liveWithinMs = 60_000
/** Of a message longer than this only the beginning is kept in the index. */
const keptBytes = 1024 * 1024
const keptBeginning = 4096

/** Decode → memory → index → listeners → browsers: the road of every record. */
export function createFeed({ systems, index, hub, log, bootAt = Date.now() }: FeedDeps): Feed {
  const memory = createMemory(systems)
  const listeners = new Set<FeedListener>()
  const marks: Marks[] = []
  let source: Parameters<Feed['follow']>[0] | undefined
  let seq = restore(memory, index, log)
  const gauges = systems.flatMap((s) => s.topics.filter((t) => t.role === 'gauge').map((t) => t.name))
  const checkpoint = createCheckpoint({ boards: memory.boards, measures: memory.measures, seq: () => seq, gauges })
  let ending = false
  index.onFlush((batch) => {
    for (const listener of listeners) guarded(() => listener.settle?.())
    if (ending) checkpoint.finish(batch)
    else checkpoint.add(batch)
  })

  function laneOf(topic: string): Lane {
    const known = memory.lanes.get(topic)
    if (known) return known
    const lane = createLane(topic)
    memory.lanes.set(topic, lane)
    return lane
  }

  function accept(batch: Raw[]): void {
    const now = Date.now()
    for (let from = 0; from < batch.length; ) {
      const { topic, partition } = batch[from]!
      let to = from + 1
      while (to < batch.length && batch[to]!.partition === partition && batch[to]!.topic === topic) to++
      acceptRun(laneOf(topic), { batch, from, to, partition, now })
      from = to
    }
  }

  /** Records of one partition. Those before the cursor were taken in already: redelivery changes nothing. */
  function acceptRun(
    lane: Lane,
    run: { batch: Raw[]; from: number; to: number; partition: number; now: number },
  ): void {
    const { batch, partition, now } = run
    let next = lane.next.get(partition) ?? 0
    const told = listeners.size > 0
    const good: Good[] = []
    const bads: { bad: Bad; raw: Raw }[] = []
    const at: Arrival = { seq, offset: 0, now, raw: batch[run.from]! }
    let taken = 0
    for (let i = run.from; i < run.to; i++) {
      const raw = batch[i]!
      const offset = Number(raw.offset)
      if (offset < next) continue
      next = offset + 1
      taken++
      at.seq = ++seq
      at.offset = offset
      at.raw = raw
      let seen: Seen = decode(raw, lane.topic)
      if (!isBad(seen)) seen = remember(lane, seen, at)
      lane.ring.push(seen, at)
      if (seen.time > lane.newest) lane.newest = seen.time
      if (isBad(seen)) bads.push({ bad: seen, raw })
      else if (told && seen.message !== null) good.push(seen)
      if (lane.topic) keep(lane, seen, at)
    }
    if (taken === 0) return
    lane.next.set(partition, next)
    if (lane.topic) index.cursor(lane.name, partition, next)
    lane.in += taken
    lane.bad += bads.length
    lane.rate.add(taken, now)
    if (lane.system) memory.sparks.get(lane.system.id)?.add(taken, Math.min(now, batch[run.to - 1]!.timestamp))
    for (const { bad } of bads) memory.bad.note(bad, now)
    if (told) tell(good, bads)
    for (const changed of lane.watchers) changed()
    if (bads.length > 0) views.badChanged()
  }

  function keep(lane: Lane, seen: Seen, { raw, offset }: Arrival): void {
    const key = entityKey(lane, seen)
    if (lane.entities.size > 0 && key !== null) for (const view of lane.entities.get(key) ?? []) view.push(seen)
    const value = raw.value && raw.value.length > keptBytes ? raw.value.subarray(0, keptBeginning) : raw.value
    index.append({
      seq,
      topic: lane.name,
      partition: raw.partition,
      offset,
      time: raw.timestamp,
      key,
      headers: raw.headers,
      bad: isBad(seen) ? `${seen.cause} ${seen.detail}` : undefined,
      value,
    })
  }

  /** A listener that throws does not stop the feed, nor the other listeners. */
  function tell(good: Good[], bads: { bad: Bad; raw: Raw }[]): void {
    const caughtUp = source?.caughtUp() ?? true
    const isLive = (entry: Good): boolean => caughtUp && entry.time >= bootAt - liveWithinMs
    for (const listener of listeners)
      guarded(() => {
        for (let from = 0; listener.entries && from < good.length; ) {
          const live = isLive(good[from]!)
          let to = from + 1
          while (to < good.length && isLive(good[to]!) === live) to++
          listener.entries(from === 0 && to === good.length ? good : good.slice(from, to), live)
          from = to
        }
        for (const { bad, raw } of bads) listener.bad?.({ ...bad, raw })
      })
  }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      log.error({ err: error }, 'a listener of the feed failed')
    }
  }

  const history = (topic: string, key: string, limit: number): Seen[] =>
    index.ofKey(topic, key, limit).map((kept) => again(memory.lanes.get(topic), kept))
  const views = provideViews({
    systems,
    hub,
    memory,
    laneOf,
    history,
    marks: (system, from, to) => marks.flatMap((read) => read(system, from, to)),
    add: (topic) => source?.add(topic),
  })
  const readings = createReadings(memory)

  return {
    accept,
    gap(gap) {
      const lane = laneOf(gap.topic)
      const to = Number(gap.to)
      log.warn(gap, 'offsets passed over')
      if (to < (lane.next.get(gap.partition) ?? 0)) {
        lane.ring.clear()
        if (lane.topic) index.anew(gap.topic, gap.partition)
      }
      lane.next.set(gap.partition, to)
      index.gap(gap)
      if (lane.topic) index.cursor(gap.topic, gap.partition, to)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    follow: (filled) => {
      source = filled
    },
    marks: (read) => void marks.push(read),
    cursor: (topic, partition) => memory.lanes.get(topic)?.next.get(partition)?.toString(),
    ...readings,
    history,
    record(topic, partition, offset) {
      const lane = memory.lanes.get(topic)
      const kept = lane?.ring.find(partition, offset) ?? index.at(topic, partition, offset)
      return kept && 'raw' in kept ? again(lane, kept) : kept
    },
    gaps: index.gaps,
    notices: index.notices,
    flush: () => index.flush(true),
    async close() {
      views.close()
      ending = true
      await index.close()
    },
  }
}
