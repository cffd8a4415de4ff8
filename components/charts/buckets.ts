import type { SeriesData, SeriesPoint } from '#lib/protocol.ts'

export type Stat = 'rate' | 'mean' | 'split'

/** One x position. `v` holds finished values by line, `u` those drawn as unfinished: the last bucket and the point it hangs from. */
export interface Column {
  t: number
  v: Record<string, number | null>
  u: Record<string, number | null>
  unfinished: boolean
}

/** Under a tenth of a bucket a rate is mostly noise; the point waits. */
const enough = 0.1

const measured = (point: SeriesPoint | undefined, stat: Stat, seconds: number): number | null => {
  if (stat === 'rate') return (point?.n ?? 0) / seconds
  return point?.n && point.sum !== undefined ? point.sum / point.n : null
}

/** Bucket starts of the range, oldest first; holes in the data included, at most `cap` newest. */
export function starts(data: SeriesData, cap = 150): number[] {
  const step = Math.max(1, data.stepMs)
  const points = Object.values(data.series).flat()
  const phase = points[0] ? points[0].t % step : 0
  const first = Math.ceil((data.from - phase) / step) * step + phase
  const oldest = Math.max(
    points.reduce((low, p) => Math.min(low, p.t), first),
    first - step,
  )
  const last = Math.floor((data.to - 1 - phase) / step) * step + phase
  const from = Math.max(oldest, last - (cap - 1) * step)
  const all: number[] = []
  for (let t = from; t <= last; t += step) all.push(t)
  return all
}

/** The names of the lines a chart draws: measures, or the categories of the first measure's split. */
export function lines(data: SeriesData, measures: string[], stat: Stat): string[] {
  if (stat !== 'split') return measures
  const found = new Set<string>()
  for (const point of data.series[measures[0] ?? ''] ?? [])
    for (const id of Object.keys(point.split ?? {})) found.add(id)
  return [...found]
}

/**
 * What a chart draws, one column per bucket. Rates are per second and count an empty bucket as 0; means leave a hole where nothing was measured;
 * splits are per second by category.
 */
export function columns(data: SeriesData, measures: string[], stat: Stat): Column[] {
  const names = lines(data, measures, stat)
  const step = Math.max(1, data.stepMs)
  const byTime = new Map(measures.map((m) => [m, new Map((data.series[m] ?? []).map((p) => [p.t, p]))]))
  const at = (name: string, t: number, seconds: number): number | null => {
    if (stat === 'split') return (byTime.get(measures[0] ?? '')?.get(t)?.split?.[name] ?? 0) / seconds
    return measured(byTime.get(name)?.get(t), stat, seconds)
  }
  const out: Column[] = []
  for (const t of starts(data)) {
    const open = t + step > data.to
    const elapsed = open ? data.to - t : step
    if (open && stat !== 'mean' && elapsed < step * enough) continue
    const values = Object.fromEntries(names.map((name) => [name, at(name, t, Math.max(elapsed, 1) / 1000)]))
    const before = out.at(-1)
    if (open && before) before.u = before.v
    out.push(open ? { t, v: {}, u: values, unfinished: true } : { t, v: values, u: {}, unfinished: false })
  }
  return out
}

/** A band of no height would draw its edge over the whole stack: in a row of zeros only those beside a value stay. For the first `n` lines. */
export function unlined<R extends object>(rows: R[], n: number): R[] {
  const none = (row: R | undefined, at: string) => !row?.[at as keyof R]
  return rows.map((row, i) => {
    const out: R = { ...row }
    for (let line = 0; line < n; line++) {
      const at = `v${line}`
      if (none(row, at) && none(rows[i - 1], at) && none(rows[i + 1], at)) Object.assign(out, { [at]: null })
    }
    return out
  })
}

/** Round tick positions on the time axis: at most `most`, on minutes, hours or days. */
export function ticks(from: number, to: number, most = 6): number[] {
  const units = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
  ]
  const step = (units.find((s) => (to - from) / (s * 1000) <= most) ?? 2592000) * 1000
  const offset = new Date(to).getTimezoneOffset() * 60_000
  const out: number[] = []
  for (let t = Math.ceil((from - offset) / step) * step + offset; t <= to; t += step) out.push(t)
  return out
}

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const seconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** "12:04" or, over days, "21 Nov"; with seconds when the range is under five minutes. */
export function tickLabel(t: number, span: number): string {
  return (span > 2 * 86_400_000 ? days : span < 300_000 ? seconds : minutes).format(t)
}

type Mark = SeriesData['marks'][number]
const weight = { critical: 3, warning: 2, info: 1 }

/** Marks that fall into one bucket become one line, the worst naming it: fifty alerts at once are one mark, and cheap to draw. */
export function mergeMarks(marks: readonly Mark[], stepMs: number, most = 12): Mark[] {
  const byBucket = new Map<number, { mark: Mark; n: number }>()
  for (const mark of marks) {
    const bucket = Math.floor(mark.t / stepMs)
    const known = byBucket.get(bucket)
    const worse = !known || (weight[mark.severity ?? 'info'] ?? 0) > (weight[known.mark.severity ?? 'info'] ?? 0)
    byBucket.set(bucket, { mark: worse ? mark : known.mark, n: (known?.n ?? 0) + 1 })
  }
  return [...byBucket.values()]
    .slice(-most)
    .map(({ mark, n }) => (n > 1 ? { ...mark, title: `${mark.title} and ${n - 1} more` } : mark))
}
