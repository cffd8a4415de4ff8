import type { Range } from '#lib/protocol.ts'

export const ranges = [
  { id: 'live', title: 'Live', long: 'Live' },
  { id: '15m', title: '15 m', long: 'Last 15 minutes' },
  { id: '1h', title: '1 h', long: 'Last hour' },
  { id: '24h', title: '24 h', long: 'Last 24 hours' },
] as const

/** `?range=` as a range: "15m", or "1732180000000-1732183600000" in epoch ms. Anything else is live. */
export function parseRange(text: string | null | undefined): Range {
  if (text === '15m' || text === '1h' || text === '24h') return text
  const [, from, to] = /^(\d{12,14})-(\d{12,14})$/.exec(text ?? '') ?? []
  return from && to && Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : 'live'
}
/** The address form; '' for live, which needs no parameter. */
export const writeRange = (range: Range): string =>
  typeof range === 'object' ? `${range.from}-${range.to}` : range === 'live' ? '' : range

const two = (n: number) => String(n).padStart(2, '0')
/** "21 Nov 14:02–15:10", local time. */
export function sayRange(range: Range): string {
  if (typeof range === 'string') return ranges.find((r) => r.id === range)?.long ?? range
  const [a, b] = [new Date(range.from), new Date(range.to)]
  const day = (d: Date) => `${d.getDate()} ${d.toLocaleString('en', { month: 'short' })}`
  const time = (d: Date) => `${two(d.getHours())}:${two(d.getMinutes())}`
  return `${day(a)} ${time(a)}–${a.toDateString() === b.toDateString() ? '' : `${day(b)} `}${time(b)}`
}
