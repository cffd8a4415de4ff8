import type { PulseData } from '#lib/protocol.ts'

/** The pulse keeps 5 s buckets, oldest first; the last is still filling. */
export const STEP_MS = 5000
export interface ThroughputRow {
  /** Start of the bucket, epoch ms. */
  t: number
  /** Records per second: finished buckets, and the last two points for the unfinished end. */
  done: number | null
  open: number | null
  /** By system, in the order of the registry. */
  parts: { id: string; rate: number }[]
}

/** Rows for the chart, at most 150. */
export function throughputRows({
  throughput,
  systems,
  now,
}: Pick<PulseData, 'throughput' | 'systems' | 'now'>): ThroughputRow[] {
  const values = throughput.slice(-150)
  const last = values.length - 1
  const end = Math.floor(now / STEP_MS) * STEP_MS
  return values.map((rate, i) => ({
    t: end - (last - i) * STEP_MS,
    done: i < last || last === 0 ? rate : null,
    open: i >= last - 1 ? rate : null,
    parts: Object.entries(systems)
      .map(([id, system]) => ({ id, rate: system.spark.at(i - values.length) ?? 0 }))
      .filter((part) => part.rate > 0),
  }))
}
