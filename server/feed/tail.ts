import type { TailRow } from '#lib/protocol.ts'
import { topicOf } from '#lib/systems/index.ts'
import { isBad, type Seen } from './decode.ts'

/** The last records of a topic: at most 1,000, and at most 4 MiB of them. */
export interface Ring {
  push: (seen: Seen) => void
  /** Records ever pushed. */
  count: () => number
  /** Those after the nth that are still here, oldest first. */
  since: (n: number) => Seen[]
  find: (partition: number, offset: string) => Seen | undefined
  clear: () => void
}

const maxBytes = 4 * 1024 * 1024

export function createRing(capacity = 1000): Ring {
  const slots: (Seen | undefined)[] = new Array(capacity)
  let count = 0
  let first = 0
  let bytes = 0
  const drop = () => {
    bytes -= slots[first % capacity]?.size ?? 0
    slots[first % capacity] = undefined
    first++
  }
  const since = (n: number): Seen[] => {
    const out: Seen[] = []
    for (let i = Math.max(n, first); i < count; i++) out.push(slots[i % capacity]!)
    return out
  }
  return {
    push(seen) {
      if (count - first === capacity) drop()
      slots[count++ % capacity] = seen
      bytes += seen.size
      while (bytes > maxBytes && count - first > 1) drop()
    },
    count: () => count,
    since,
    find: (partition, offset) => since(0).findLast((seen) => seen.partition === partition && seen.offset === offset),
    clear() {
      while (first < count) drop()
    },
  }
}

/** Longer messages are shown by their beginning in lists; the record itself has all. */
const shownBytes = 20 * 1024
const cutLength = 2000

export const rowKey = (seen: { topic: string; partition: number; offset: string }): string =>
  `${seen.topic}/${seen.partition}/${seen.offset}`

export function tailRow(seen: Seen): TailRow {
  const row: TailRow = {
    topic: seen.topic,
    p: seen.partition,
    o: seen.offset,
    t: seen.time,
    key: seen.key,
    size: seen.size,
  }
  if (isBad(seen)) row.bad = { cause: seen.cause, detail: seen.detail, preview: seen.preview }
  else if (seen.size <= shownBytes) row.m = seen.message
  else {
    row.cut = JSON.stringify(seen.message).slice(0, cutLength)
    const short = shortened(seen.topic, seen.message)
    if (short !== undefined) row.m = short
  }
  return row
}

function shortened(topic: string, message: unknown): unknown {
  const short = topicOf(topic)?.topic.short
  if (!short) return undefined
  try {
    const made = short(message)
    return JSON.stringify(made).length <= shownBytes ? made : undefined
  } catch {
    return undefined
  }
}

/** Text a search looks in, lower case: key and message as JSON, or the first bytes of a bad one. */
export const haystack = (seen: Seen): string =>
  `${seen.key ?? ''} ${isBad(seen) ? `${seen.cause} ${seen.preview}` : JSON.stringify(seen.message)}`.toLowerCase()
