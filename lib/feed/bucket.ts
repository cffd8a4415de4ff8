/** What came in during one stretch of time. Mergeable: two buckets added are the bucket of both stretches. */
export interface Bucket {
  /** Start, epoch ms. */
  t: number
  n: number
  /** Records that had a value; `sum`, `min`, `max` are over them. */
  valued: number
  sum: number
  min: number
  max: number
  split?: Record<string, number>
  bins?: number[]
}

/** Categories kept apart in one bucket; more are counted together, so that a free-text field cannot fill the memory. */
const maxSplit = 32
export const otherSplit = 'other'

export const emptyBucket = (t: number): Bucket => ({
  t,
  n: 0,
  valued: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
})

export interface Sample {
  value?: number
  category?: string
  /** Index of the bin, from `binOf`. */
  bin?: number
  bins?: number
}

export function addSample(bucket: Bucket, sample: Sample): void {
  bucket.n++
  const { value, category, bin } = sample
  if (value !== undefined) {
    bucket.valued++
    bucket.sum += value
    if (value < bucket.min) bucket.min = value
    if (value > bucket.max) bucket.max = value
  }
  if (category !== undefined) addSplit(bucket, category, 1)
  if (bin !== undefined && bin >= 0) {
    bucket.bins ??= new Array(sample.bins ?? 0).fill(0)
    bucket.bins[bin] = (bucket.bins[bin] ?? 0) + 1
  }
}

function addSplit(bucket: Bucket, category: string, n: number): void {
  bucket.split ??= Object.create(null) as Record<string, number>
  const split = bucket.split
  const name = category in split || Object.keys(split).length < maxSplit ? category : otherSplit
  split[name] = (split[name] ?? 0) + n
}

/** Adds `from` into `into`. Bins of another shape (the contract has changed) are left out. */
export function addBucket(into: Bucket, from: Bucket): void {
  into.n += from.n
  into.valued += from.valued
  into.sum += from.sum
  if (from.min < into.min) into.min = from.min
  if (from.max > into.max) into.max = from.max
  for (const category in from.split) addSplit(into, category, from.split[category] ?? 0)
  if (!from.bins) return
  into.bins ??= new Array(from.bins.length).fill(0)
  if (into.bins.length !== from.bins.length) return
  for (let i = 0; i < from.bins.length; i++) into.bins[i] = (into.bins[i] ?? 0) + (from.bins[i] ?? 0)
}

/** Which bin a value falls in: lower edge included, upper excluded, the last edge included; outside values go to the nearest bin. */
export function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 2
  if (last < 0 || Number.isNaN(value)) return -1
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (value >= edges[middle]!) low = middle
    else high = middle - 1
  }
  return low
}
