import type { Topic } from '#lib/contract.ts'
import { parseJson } from '#lib/feed/parse.ts'
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

export function decode(raw: Raw, contract: Topic | undefined): DecodedRecord {
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
    ...read(raw.value, contract),
  }
}

function read(value: Buffer | null, contract: Topic | undefined): Pick<DecodedRecord, 'message' | 'bad'> {
  if (value === null)
    return contract && !contract.tombstones ? { bad: { cause: 'empty', detail: 'the value is null' } } : {}
  const parsed = parseJson(value)
  if (!contract) return { message: parsed.ok ? parsed.value : value.subarray(0, maxText).toString('utf8') }
  if (!parsed.ok) return { bad: { cause: parsed.cause, detail: parsed.detail } }
  const checked = contract.message.safeParse(parsed.value)
  if (checked.success) return { message: checked.data }
  const issue = checked.error.issues[0]
  return {
    bad: { cause: 'schema', detail: `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not as declared'}` },
  }
}

const maxText = 20_000
