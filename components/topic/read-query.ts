/** Where reading begins: the end, the beginning, an offset, or a time (epoch ms). */
export type Begin =
  | { at: 'newest' }
  | { at: 'oldest' }
  | { at: 'offset'; offset: string }
  | { at: 'time'; time: number }

/** The address form: '' newest, 'oldest', '18203' an offset, 't1732180000000' a time. Anything else is newest. */
export function parseBegin(text: string): Begin {
  if (text === 'oldest') return { at: 'oldest' }
  if (/^\d{1,18}$/.test(text)) return { at: 'offset', offset: text }
  const time = /^t(\d{10,14})$/.exec(text)?.[1]
  return time ? { at: 'time', time: Number(time) } : { at: 'newest' }
}
export function writeBegin(begin: Begin): string {
  if (begin.at === 'offset') return begin.offset
  if (begin.at === 'time') return `t${begin.time}`
  return begin.at === 'oldest' ? 'oldest' : ''
}

/** One page of the reader. */
export const pageSize = 50

/** A record on the page of its topic, opened, wherever in the topic it is. */
export const recordHref = (topic: string, partition: number, offset: string): string =>
  `/topics/${encodeURIComponent(topic)}?tab=read&part=${partition}&at=${offset}&r=${encodeURIComponent(`${topic}/${partition}/${offset}`)}`

/** The request for one partition. */
export function readPath(topic: string, partition: number, { begin, key }: { begin: Begin; key: string }): string {
  const query = new URLSearchParams({ partition: String(partition), count: String(key ? 200 : pageSize) })
  if (begin.at === 'oldest') query.set('from', '0')
  if (begin.at === 'offset') query.set('from', begin.offset)
  if (begin.at === 'time') query.set('since', String(begin.time))
  if (key) query.set('key', key)
  return `/api/topics/${encodeURIComponent(topic)}/records?${query}`
}

/** The offset where the page before begins, or null when there is none; the same for the page after. */
export function pageBefore(first: string, low: string, step = pageSize): string | null {
  if (BigInt(first) <= BigInt(low)) return null
  const offset = BigInt(first) - BigInt(step)
  return String(offset < BigInt(low) ? BigInt(low) : offset)
}
export const pageAfter = (last: string, high: string): string | null =>
  BigInt(last) + 1n < BigInt(high) ? String(BigInt(last) + 1n) : null
