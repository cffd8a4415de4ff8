import type { Entry, Topic } from '#lib/contract.ts'
import { defaultMaxBytes, parseJson, textOf } from '#lib/feed/parse.ts'
import type { Raw } from '#server/ports.ts'
import { closedCheck, quickCheck } from './quick-check.ts'

/** A decoded record and its size in bytes on the wire. */
export interface Good extends Entry {
  size: number
}

/** A record that could not be decoded: why, and what it looks like. */
export interface Bad {
  topic: string
  partition: number
  offset: string
  /** epoch ms */
  time: number
  key: string | null
  size: number
  cause: string
  detail: string
  /** The first bytes as text. */
  preview: string
}
/** How a record came: its sequence in this console, its offset as a number, and the server's clock (epoch ms). One object serves a whole batch. */
export interface Arrival {
  seq: number
  offset: number
  now: number
  raw: Raw
}
export type Seen = Good | Bad
export const isBad = (seen: Seen): seen is Bad => 'cause' in seen

const previewBytes = 256

/** A record by its contract, or what is wrong with it. Never throws. Without a contract any JSON will do, and the Kafka key is the key. */
export function decode(raw: Raw, topic: Topic | undefined): Seen {
  const { value } = raw
  if (value === null) {
    if (topic && !topic.tombstones) return bad(raw, 'empty', 'no value, and deletions are not agreed on here')
    return good(raw, keyText(raw), null)
  }
  try {
    const plain = topic && readPlain(value, topic)
    if (plain !== undefined) return good(raw, topic!.key(plain), plain)
    const parsed = parseJson(value, topic?.maxBytes)
    if (!parsed.ok) return bad(raw, parsed.cause, parsed.detail)
    const message: any = parsed.value
    if (!topic) return good(raw, keyText(raw), message)
    if (quickCheck(topic.message)?.(message)) return good(raw, topic.key(message), message)
    const read = topic.message.safeParse(message)
    if (!read.success) return bad(raw, 'schema', sayIssues(read.error.issues))
    return good(raw, topic.key(read.data), read.data)
  } catch (error) {
    // A schema or key function that trips over a message is a fact about that message too.
    return bad(raw, 'contract', String(error).slice(0, 200))
  }
}

/** Per topic: records still to pass before the short way is tried again, and how many the last failure cost. */
const detours = new WeakMap<Topic, { left: number; last: number }>()
const longestDetour = 1024

/**
 * Most messages hold nothing but what their contract names: as the engine parses them they are right, and the text need not be searched for what
 * it parses wrongly. Undefined: go the careful way. A topic whose messages are mostly otherwise is tried more and more seldom.
 */
function readPlain(bytes: Buffer, topic: Topic): any {
  const check = closedCheck(topic.message)
  if (!check || bytes.length > (topic.maxBytes ?? defaultMaxBytes)) return undefined
  const detour = detours.get(topic) ?? { left: 0, last: 0 }
  if (detour.left > 0) {
    detour.left--
    return undefined
  }
  try {
    const message = JSON.parse(textOf(bytes) ?? '')
    if (check(message)) {
      detour.last = 0
      return message
    }
  } catch {
    // What is wrong with it the careful way will say.
  }
  detour.last = Math.min(longestDetour, 2 * detour.last + 1)
  detour.left = detour.last
  detours.set(topic, detour)
  return undefined
}

/** The message of bytes that were decoded before: memory keeps these, and makes messages of those that are looked at. */
export function messageOf(bytes: Buffer, topic: Topic | undefined): any {
  const parsed = parseJson(bytes, Number.POSITIVE_INFINITY)
  if (!parsed.ok) throw new Error(parsed.detail)
  if (!topic || quickCheck(topic.message)?.(parsed.value)) return parsed.value
  return topic.message.parse(parsed.value)
}

const keyText = (raw: Raw): string | null => raw.key?.toString('utf8') ?? null

function good(raw: Raw, key: string | null, message: unknown): Good {
  const entry: Good = {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    time: raw.timestamp,
    key,
    message,
    size: raw.value?.length ?? 0,
  }
  if (raw.headers) entry.headers = raw.headers
  return entry
}

export function bad(raw: Raw, cause: string, detail: string): Bad {
  return {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    time: raw.timestamp,
    key: keyText(raw),
    size: raw.value?.length ?? 0,
    cause,
    detail,
    preview: preview(raw.value),
  }
}

/** Bytes as text a page can show: control characters and broken UTF-8 as dots. */
export const preview = (bytes: Buffer | null): string =>
  bytes === null
    ? ''
    : bytes
        .subarray(0, previewBytes)
        .toString('utf8')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a page
        .replace(/[\u0000-\u001f\u007f\ufffd]/g, '·')

const sayIssues = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'message'}: ${issue.message}`)
    .join('; ')
    .slice(0, 400)
