import { parseNaive } from './calendar.ts'
import type { Profile, Transaction } from './transaction.ts'

export type Read<T> = ({ ok: true } & T) | { ok: false; cause: string }

export function object(value: Buffer | null): Read<{ fields: Record<string, unknown> }> {
  if (value === null) return { ok: false, cause: 'no value' }
  try {
    const fields: unknown = JSON.parse(value.toString('utf8'))
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
      return { ok: false, cause: 'not an object' }
    return { ok: true, fields: fields as Record<string, unknown> }
  } catch {
    return { ok: false, cause: 'not JSON' }
  }
}

const words = ['customer_id', 'txn_type', 'category', 'channel'] as const

/** A record of transactions-stream: only what the engine needs of it, or why it cannot be used. `at` is `txn_time` in naive seconds. */
export function readTransaction(value: Buffer | null): Read<{ txn: Transaction; at: number }> {
  const read = object(value)
  if (!read.ok) return read
  const { fields } = read
  for (const word of words) {
    if (typeof fields[word] !== 'string' || fields[word] === '') return { ok: false, cause: `${word} is missing` }
  }
  if (typeof fields.amount !== 'number' || !Number.isFinite(fields.amount))
    return { ok: false, cause: 'amount is not a number' }
  const at = typeof fields.txn_time === 'string' ? parseNaive(fields.txn_time) : Number.NaN
  if (Number.isNaN(at)) return { ok: false, cause: 'txn_time is not a time' }
  const merchant_id = typeof fields.merchant_id === 'string' ? fields.merchant_id : ''
  const is_failed = fields.is_failed === true
  return { ok: true, txn: { ...(fields as unknown as Transaction), merchant_id, is_failed }, at }
}

/** A record of customer-updates. Unknown numbers are left out, the features do without. */
export function readProfile(value: Buffer): Read<{ profile: Profile }> {
  const read = object(value)
  if (!read.ok) return read
  const { fields } = read
  if (typeof fields.customer_id !== 'string') return { ok: false, cause: 'customer_id is missing' }
  if (typeof fields.salary_day !== 'number' || typeof fields.monthly_income !== 'number')
    return { ok: false, cause: 'salary_day or monthly_income is missing' }
  return { ok: true, profile: fields as unknown as Profile }
}
