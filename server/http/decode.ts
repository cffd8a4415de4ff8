import type { Topic } from '#lib/contract.ts'
import { decode, isBad } from '../feed/decode.ts'
import type { Raw } from '../ports.ts'

/** A record read on demand: its bytes, and what the contract (or plain JSON, or text) makes of them. */
export interface DecodedRecord {
  topic: string
  partition: number
  offset: string
  time: number
  key: string | null
  headers: Record<string, string>
  size: number
  keyBase64: string | null
  valueBase64: string | null
  message?: unknown
  bad?: { cause: string; detail: string }
}

const maxText = 20_000

export function decodeRecord(raw: Raw, contract: Topic | undefined): DecodedRecord {
  const seen = decode(raw, contract)
  const text = contract ? undefined : raw.value?.subarray(0, maxText).toString('utf8')
  return {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    time: raw.timestamp,
    key: raw.key?.toString('utf8') ?? null,
    headers: raw.headers ?? {},
    size: raw.value?.length ?? 0,
    keyBase64: raw.key?.toString('base64') ?? null,
    valueBase64: raw.value?.toString('base64') ?? null,
    // Without a contract nothing is wrong with a record that is not JSON.
    ...(isBad(seen)
      ? contract
        ? { bad: { cause: seen.cause, detail: seen.detail } }
        : { message: text }
      : { message: seen.message }),
  }
}
