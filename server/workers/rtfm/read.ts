import { parseJson } from '#lib/feed/parse.ts'
import { isObject } from '#lib/wire.ts'
import type { Raw } from '#server/ports.ts'
import type { Said } from './archive.ts'

export type Read<T> = { ok: true; value: T } | { ok: false; cause: string }

/** A question, as far as the processor looks at it. */
export interface Query {
  query_id: string
  original_message_id: string
  question: string
  username: string
  channel_id: string
}

/** A record's JSON object with all of these fields as text, or the first thing that is wrong with it. */
function fieldsOf(raw: Raw, needed: readonly string[]): Read<Record<string, unknown>> {
  if (raw.value === null) return { ok: false, cause: 'no value' }
  const parsed = parseJson(raw.value)
  if (!parsed.ok) return { ok: false, cause: `${parsed.cause}: ${parsed.detail}` }
  if (!isObject(parsed.value)) return { ok: false, cause: 'not an object' }
  for (const name of needed) {
    const value = parsed.value[name]
    if (value === undefined || value === null) return { ok: false, cause: `the field ${name} is missing` }
    if (typeof value !== 'string') return { ok: false, cause: `the field ${name} is ${typeof value}, not text` }
  }
  return { ok: true, value: parsed.value }
}

/** The fields without which the processor gives no answer. */
export function readQuery(raw: Raw): Read<Query> {
  const read = fieldsOf(raw, ['username', 'question', 'query_id', 'original_message_id', 'channel_id'])
  if (!read.ok) return read
  const { query_id, original_message_id, question, username, channel_id } = read.value as unknown as Query
  if (!query_id) return { ok: false, cause: 'the field query_id is empty' }
  return { ok: true, value: { query_id, original_message_id, question, username, channel_id } }
}

/** A time without zone is UTC; one that is none at all is when Kafka got it. */
function saidAt(text: string, otherwise: number): number {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`
  const at = Date.parse(zoned)
  return Number.isFinite(at) ? at : otherwise
}

export function readMessage(raw: Raw): Read<Said> {
  const read = fieldsOf(raw, ['username', 'content', 'timestamp', 'message_id'])
  if (!read.ok) return read
  const m = read.value as { message_id: string; content: string; username: string; timestamp: string }
  if (!m.message_id) return { ok: false, cause: 'the field message_id is empty' }
  const more = read.value
  const meta = isObject(more.metadata) ? more.metadata : {}
  const channel_id = typeof more.channel_id === 'string' ? more.channel_id : ''
  return {
    ok: true,
    value: {
      message_id: m.message_id,
      content: m.content,
      username: m.username,
      channel_id,
      channel: typeof meta.channel_name === 'string' ? meta.channel_name : channel_id || 'unknown',
      at: saidAt(m.timestamp, raw.timestamp),
      partition: raw.partition,
      offset: raw.offset,
    },
  }
}
