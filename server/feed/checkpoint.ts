import { tiers } from '#lib/feed/series.ts'
import type { BoardMemory } from './board.ts'
import { type Known, trendOf } from './board-row.ts'
import type { Batch } from './index-schema.ts'
import type { MeasureMemory, Slot } from './measure.ts'

export interface Kept {
  boards: Map<string, BoardMemory>
  measures: Map<string, MeasureMemory>
  /** The console sequence of the newest record taken in. */
  seq: () => number
  /** Topics of which the latest value counts: old records of them need not be kept. */
  gauges: string[]
}

const perFlush = 400
/** A crash costs at most this of reading again, out of the index. */
const roundMs = 3000
const trimEvery = 10
const gaugeRecords = 10_000

/**
 * Saves boards and buckets a little with every flush. A round takes what is dirty when it begins, and ends with a checkpoint: "up to that sequence all
 * is saved". Each row carries the sequence of its own last record, so that replaying from the checkpoint after a crash changes nothing twice.
 */
export function createCheckpoint({ boards, measures, seq, gauges }: Kept) {
  let rows: [string, Known][] = []
  let slots: [string, number, Slot][] = []
  let upTo = -1
  let began = 0
  let rounds = 0
  let saved = -1

  function begin(): void {
    upTo = seq()
    began = Date.now()
    rows = []
    slots = []
    for (const [id, board] of boards) for (const row of board.takeUnsaved()) rows.push([id, row])
    for (const [id, measure] of measures)
      for (const tier of tiers.keys()) for (const slot of measure.takeDirty(tier)) slots.push([id, tier, slot])
  }

  /** Adds a share of the round to what is about to be written; `all` the whole of it. */
  function add(batch: Batch, all = false): void {
    if (upTo < 0) {
      if (seq() === saved || (!all && Date.now() - began < roundMs)) return
      begin()
    }
    const n = all ? Number.POSITIVE_INFINITY : perFlush
    for (const [id, row] of rows.splice(0, n)) batch.latest.push([id, row.key, row.gone ? null : bodyOf(row)])
    for (const [id, tier, slot] of slots.splice(0, n)) batch.buckets.push([id, tier, slot.t, JSON.stringify(slot)])
    if (rows.length + slots.length > 0) return
    batch.checkpoint = upTo
    saved = upTo
    upTo = -1
    if (rounds++ % trimEvery !== 0) return
    batch.trim = { topics: gauges, keep: gaugeRecords }
    batch.bucketsFrom = tiers.map(({ keepMs }) => Date.now() - keepMs)
  }
  return {
    add,
    /** Everything at once, for the end: finishes the round under way and makes one more. */
    finish(batch: Batch) {
      if (upTo >= 0) add(batch, true)
      add(batch, true)
    },
  }
}

/** On the first line what the board knows; the message in it, or its text as it came on the lines after. */
function bodyOf(row: Known): string {
  const { m, bytes, length, t, p, o, seq } = row
  const trend = trendOf(row)
  return bytes
    ? `${JSON.stringify({ t, p, o, trend, seq })}\n${bytes.toString('utf8', 0, length)}`
    : JSON.stringify({ m, t, p, o, trend, seq })
}

export function readBody(body: string): any {
  const end = body.indexOf('\n')
  return end < 0 ? JSON.parse(body) : { ...JSON.parse(body.slice(0, end)), text: body.slice(end + 1) }
}

/** A saved bucket; the infinities that JSON has no word for are put back. */
export function readSlot(body: string): Slot {
  const slot = JSON.parse(body) as Slot
  return { ...slot, min: slot.min ?? Number.POSITIVE_INFINITY, max: slot.max ?? Number.NEGATIVE_INFINITY }
}
