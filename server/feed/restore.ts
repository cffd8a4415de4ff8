import { tiers } from '#lib/feed/series.ts'
import type { Log } from '../log.ts'
import { readBody, readSlot } from './checkpoint.ts'
import { type Arrival, bad, decode, isBad, type Seen } from './decode.ts'
import type { Kept, Reader } from './index-reader.ts'
import { createLane, type Lane } from './lane.ts'
import { type Memory, remember } from './memory.ts'

const tailRows = 1000

/**
 * Puts the memory back as it was when the index was last written: cursors, boards and buckets as saved, then the records after the checkpoint again,
 * then tails. Returns the last sequence. A row the contract no longer understands is left out.
 */
export function restore(memory: Memory, index: Reader, log: Log): number {
  const began = performance.now()
  const now = Date.now()
  for (const { topic, partition, next } of index.cursors()) {
    const lane = memory.lanes.get(topic) ?? createLane(topic)
    memory.lanes.set(topic, lane)
    lane.next.set(partition, next)
  }
  let unread = 0
  for (const { board, key, body } of index.latest()) {
    try {
      memory.boards.get(board)?.restore({ key, ...readBody(body) })
    } catch {
      unread++
    }
  }
  for (const { measure, tier, body } of index.buckets()) memory.measures.get(measure)?.restore(tier, readSlot(body))

  const { seq, checkpoint } = index.heads()
  let replayed = 0
  for (const kept of index.after(checkpoint)) {
    const lane = memory.lanes.get(kept.raw.topic)
    if (!lane) continue
    const seen = again(lane, kept)
    if (!isBad(seen)) remember(lane, seen, arrivalOf(kept, now))
    replayed++
  }
  for (const lane of memory.lanes.values()) {
    for (const kept of index.tail(lane.name, tailRows)) {
      const seen = again(lane, kept)
      lane.ring.push(seen, arrivalOf(kept, now))
      lane.newest = Math.max(lane.newest, seen.time)
      if (!lane.measures.length && lane.system) memory.sparks.get(lane.system.id)?.add(1, seen.time)
    }
    restoreSpark(memory, lane, now)
  }
  log.info({ replayed, unread, seq, ms: Math.round(performance.now() - began) }, 'memory restored from the index')
  return seq
}

const arrivalOf = ({ seq, raw }: Kept, now: number): Arrival => ({ seq, offset: Number(raw.offset), now, raw })

/** A tail reaches back seconds on a busy topic; a measure over it has counted every record. */
function restoreSpark(memory: Memory, { system, measures: [measure] }: Lane, now: number): void {
  const spark = system && memory.sparks.get(system.id)
  if (!spark || !measure) return
  const { stepMs } = tiers[0]
  for (let t = Math.floor(now / stepMs) * stepMs - 300_000; t <= now; t += stepMs) {
    const n = measure.read(0)(t)?.n ?? 0
    spark.add(n / 2, t)
    spark.add(n / 2, Math.min(now, t + stepMs / 2))
  }
}

/** A record as it was decoded then; one that was bad keeps its cause, because the index may hold only its beginning. */
export function again(lane: Lane | undefined, { raw, bad: was }: Kept): Seen {
  if (was === null) return decode(raw, lane?.topic)
  const [cause = '', ...detail] = was.split(' ')
  return bad(raw, cause, detail.join(' '))
}
