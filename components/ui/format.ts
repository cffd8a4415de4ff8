/** Numbers, sizes and times as people read them. Pure; English; a thin no-break space before units. */
const GAP = ' '

/** "8,412", "14.2", "0.284": three figures below 1,000, whole above. */
export function number(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  const most =
    digits ?? (Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
  return formatter(digits ?? 0, most)
    .format(value)
    .replace('-', '−')
}

/** Kept: making one costs twenty times what using it does, and a live page formats thousands of numbers a second. */
const formatters = new Map<number, Intl.NumberFormat>()
function formatter(least: number, most: number): Intl.NumberFormat {
  const key = least * 100 + most
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat('en', { minimumFractionDigits: least, maximumFractionDigits: most })
  formatters.set(key, made)
  return made
}

/** "840", "12.4 k", "3.1 M". */
export function compact(value: number): string {
  const size = Math.abs(value)
  for (const [from, word] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (size >= from) {
      const unit = word === 'k' ? 1e3 : from
      return `${number(Math.round((value / unit) * 10) / 10)}${GAP}${word}`
    }
  }
  return number(value)
}

/** 0..1 → "14.2 %". */
export const percent = (share: number): string => {
  if (!Number.isFinite(share)) return '–'
  const value = share * 100
  const digits = value === 0 || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) < 0.1 ? 2 : 1
  return `${formatter(0, digits).format(value)}${GAP}%`
}

/** "512 B", "1.4 kB", "3.1 MB" (powers of 1,000). */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let step = 0
  let size = value
  while (Math.abs(size) >= 1000 && step < units.length - 1) {
    size /= 1000
    step++
  }
  return `${step ? number(Math.round(size * 10) / 10) : number(Math.round(size))}${GAP}${units[step]}`
}

/** Milliseconds → "0.8 ms", "41 ms", "1.24 s", "3 min 12 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  if (ms < 0) return `−${duration(-ms)}`
  if (ms < 1000) return `${number(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms))}${GAP}ms`
  if (ms < 60_000) return `${number(ms < 10_000 ? Math.round(ms / 10) / 100 : Math.round(ms / 1000))}${GAP}s`
  const [big, bigWord, small, smallWord] =
    ms < 3_600_000
      ? [Math.floor(ms / 60_000), 'min', Math.floor((ms % 60_000) / 1000), 's']
      : ms < 86_400_000
        ? [Math.floor(ms / 3_600_000), 'h', Math.floor((ms % 3_600_000) / 60_000), 'min']
        : [Math.floor(ms / 86_400_000), 'd', Math.floor((ms % 86_400_000) / 3_600_000), 'h']
  return `${big}${GAP}${bigWord}${small ? ` ${small}${GAP}${smallWord}` : ''}`
}

/** Age in one unit, for columns: "now", "12 s", "3 min", "2 h", "4 d". */
export function age(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  if (ms < 1000) return 'now'
  if (ms < 60_000) return `${Math.floor(ms / 1000)}${GAP}s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}${GAP}min`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)}${GAP}h`
  return `${Math.floor(ms / 86_400_000)}${GAP}d`
}
/** "just now", "12 s ago". */
export const ago = (ms: number): string => (ms < 1000 ? 'just now' : `${age(ms)} ago`)
/** Freshness in a truth line: "0.02 s old", "12 s old". */
export const old = (ms: number): string =>
  ms < 10_000 ? `${number(Math.max(0, Math.round(ms / 10) / 100))}${GAP}s old` : `${age(ms)} old`

/** Per second → "214/s", "0.5/s", "3/min", "quiet". */
export function rate(perSecond: number): string {
  if (!(perSecond > 0)) return 'quiet'
  if (perSecond >= 10) return `${compact(Math.round(perSecond))}/s`
  if (perSecond >= 0.5) return `${number(Math.round(perSecond * 10) / 10)}/s`
  const minute = perSecond * 60
  return minute >= 1 ? `${number(Math.round(minute))}/min` : `${number(Math.max(1, Math.round(minute * 60)))}/h`
}

/** "3f0c…8c11": the middle of an id goes when it is longer than `most` characters. */
export const shortId = (id: string, most = 12): string => {
  const text = [...id]
  if (text.length <= most) return id
  const keep = Math.max(2, Math.floor((most - 1) / 2) - 1)
  return `${text.slice(0, keep).join('')}…${text.slice(-keep).join('')}`
}

/** "1 record", "2,104 records". */
export const count = (n: number, noun: string, many = `${noun}s`): string =>
  `${number(n)}${GAP}${n === 1 ? noun : many}`

const two = (n: number) => String(n).padStart(2, '0')
/** Local time "14:02:07". */
export const clock = (t: number): string => {
  const d = new Date(t)
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
}
/** Local "14:02:07" today, "21 Nov 14:02" otherwise. */
export const moment = (t: number, now: number): string => {
  const d = new Date(t)
  if (d.toDateString() === new Date(now).toDateString()) return clock(t)
  return `${d.getDate()} ${d.toLocaleString('en', { month: 'short' })} ${two(d.getHours())}:${two(d.getMinutes())}`
}
/** For titles and copies: "2026-11-21 14:02:07.120 UTC". */
export const exact = (t: number): string =>
  Number.isFinite(t) && Math.abs(t) < 8.64e15
    ? `${new Date(t).toISOString().replace('T', ' ').replace('Z', '')} UTC`
    : '–'

/** Epoch ms of a number or an ISO text; NaN when it is neither. A naive timestamp is UTC, as the systems mean it. */
export function instant(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return Number.NaN
  const naive = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && !/(Z|[+-]\d\d:?\d\d)$/.test(value)
  return Date.parse(naive ? `${value.replace(' ', 'T')}Z` : value)
}
