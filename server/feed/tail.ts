import type { TailRow } from '#lib/protocol.ts'
import { topicOf } from '#lib/systems/index.ts'
import { isBad, type Seen } from './decode.ts'

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
