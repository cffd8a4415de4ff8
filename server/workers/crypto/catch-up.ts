import type { KafkaAdmin } from '#server/kafka/admin.ts'
import { readCandles } from './read-candles.ts'
import type { Table } from './table.ts'

export interface CatchUpDeps {
  admin: Pick<KafkaAdmin, 'readRange'>
  topic: string
  table: Pick<Table, 'times'>
  /** MAX_INITIAL_SYNC_ROWS: candles that are looked back over. */
  maxRows: number
}

/** Records that are read at once, going back. */
const STEP = 500

/**
 * Where a consumer begins in a partition so that no candle of the newest `maxRows` stays without a row: at the first that the database lacks, or where its
 * group left off, whichever is earlier. A group that is new begins `maxRows` back.
 */
export async function whereToBegin(
  deps: CatchUpDeps,
  at: { partition: number; committed: string | null; low: string; high: string },
): Promise<string> {
  const low = Number(at.low)
  const high = Number(at.high)
  const left = Math.max(low, Number(at.committed ?? high))
  const found: { offset: number; times: number[] }[] = []
  let rows = 0
  let begin = left
  for (let to = high; to > low && rows < deps.maxRows; to = Math.max(low, to - STEP)) {
    const part = await readTimes(deps, at.partition, { from: Math.max(low, to - STEP), to })
    for (const record of part.reverse()) {
      if (rows >= deps.maxRows) break
      rows += record.times.length
      if (record.offset < left) found.push(record)
    }
  }
  if (at.committed === null) begin = Math.min(begin, found.at(-1)?.offset ?? left)
  else {
    const times = found.flatMap((record) => record.times)
    if (times.length) {
      const there = await deps.table.times(times.reduce((least, t) => Math.min(least, t), Number.POSITIVE_INFINITY))
      // Newest first: the last one that misses something is the earliest.
      begin = found.findLast((record) => record.times.some((t) => !there.has(t)))?.offset ?? begin
    }
  }
  return String(begin)
}

async function readTimes({ admin, topic }: CatchUpDeps, partition: number, range: { from: number; to: number }) {
  const found: { offset: number; times: number[] }[] = []
  for (let from = range.from; from < range.to; ) {
    const records = await admin.readRange({
      topic,
      partition,
      from: String(from),
      count: range.to - from,
      timeoutMs: 20_000,
    })
    const mine = records.filter(({ offset }) => Number(offset) < range.to)
    for (const { offset, value } of mine) {
      const read = readCandles(value)
      found.push({ offset: Number(offset), times: read.ok ? read.candles.map(({ t }) => t) : [] })
    }
    if (!mine.length) break
    from = Number(mine.at(-1)!.offset) + 1
  }
  return found
}
