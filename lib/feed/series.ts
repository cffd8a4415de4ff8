import type { Range, SeriesPoint } from '../protocol.ts'
import { addBucket, type Bucket, emptyBucket } from './bucket.ts'

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Buckets are kept in two widths: fine for a day, coarse for a month. */
export const tiers = [
  { stepMs: 10 * second, keepMs: day },
  { stepMs: 5 * minute, keepMs: 30 * day },
] as const

export const maxPoints = 150

const steps = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  (s) => s * second,
)
const lengths = { live: 10 * minute, '15m': 15 * minute, '1h': hour, '24h': day } as const

/** What of the buckets a range shows: `from` and `to` on step boundaries (epoch ms), at most 150 steps, and the tier they come from. */
export interface Window {
  from: number
  to: number
  stepMs: number
  tier: 0 | 1
}

/** A range as a window that ends with the step `now` is in (or where the range ends). */
export function windowOf(range: Range, now: number): Window {
  const to = typeof range === 'object' ? Math.max(range.from, range.to) : now
  const from = typeof range === 'object' ? Math.min(range.from, range.to) : now - lengths[range]
  const oldest = now - day
  const fineEnough = from >= oldest - tiers[0].stepMs
  const wanted = (to - from) / (maxPoints - 2)
  const least = Math.max(wanted, fineEnough ? tiers[0].stepMs : tiers[1].stepMs)
  const stepMs = steps.find((s) => s >= least) ?? Math.ceil(wanted / day) * day
  return {
    from: Math.floor(from / stepMs) * stepMs,
    to: Math.floor(to / stepMs) * stepMs + stepMs,
    stepMs,
    // A coarse step over a recent range reads thirty times fewer buckets and adds up to the same.
    tier: !fineEnough || stepMs % tiers[1].stepMs === 0 ? 1 : 0,
  }
}

/** Every step of the window as one point, empty steps too (`n: 0`), so that a pause is drawn as a pause. `read` gives a bucket by its start. */
export function resample(read: (t: number) => Bucket | undefined, window: Window): SeriesPoint[] {
  const points: SeriesPoint[] = []
  for (let t = window.from; t < window.to; t += window.stepMs)
    points.push(pointOf(sumOver(read, { ...window, from: t, to: t + window.stepMs })))
  return points
}

/** All buckets of the window as one. */
export function sumOver(read: (t: number) => Bucket | undefined, { from, to, tier }: Window): Bucket {
  const sum = emptyBucket(from)
  for (let t = from; t < to; t += tiers[tier].stepMs) {
    const bucket = read(t)
    if (bucket) addBucket(sum, bucket)
  }
  return sum
}

function pointOf(bucket: Bucket): SeriesPoint {
  const point: SeriesPoint = { t: bucket.t, n: bucket.n }
  if (bucket.valued > 0) {
    point.sum = bucket.sum
    point.min = bucket.min
    point.max = bucket.max
  }
  if (bucket.split) point.split = bucket.split
  return point
}
