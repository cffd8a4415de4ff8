import { DAY } from './calendar.ts'
import { CATEGORIES, type Transaction } from './transaction.ts'

/** Days a window reaches back. */
export const REACH_DAYS = 90

export const CREDIT = 1
export const FAILED = 2
export const CASH = 4

const categoryNumbers = new Map(CATEGORIES.map((name, number) => [name, number]))
export const categoryNumber = (name: string): number => categoryNumbers.get(name) ?? 0

/**
 * What one customer did in the last 90 days, oldest first, in parallel arrays (18 bytes a transaction). Late transactions are
 * put where they belong. Times are naive seconds.
 */
export class CustomerWindow {
  length = 0
  at = new Float64Array(32)
  amount = new Float64Array(32)
  merchant = new Int32Array(32)
  category = new Uint8Array(32)
  flags = new Uint8Array(32)

  add(
    txn: Pick<Transaction, 'amount' | 'txn_type' | 'category' | 'channel' | 'merchant_id' | 'is_failed'>,
    at: number,
  ): void {
    if (this.length === this.at.length) this.#grow()
    let i = this.length
    while (i > 0 && this.at[i - 1]! > at) i--
    if (i < this.length) {
      for (const column of this.#columns()) column.copyWithin(i + 1, i, this.length)
    }
    this.at[i] = at
    this.amount[i] = txn.amount
    this.merchant[i] = hash(txn.merchant_id)
    this.category[i] = categoryNumber(txn.category)
    this.flags[i] =
      (txn.txn_type === 'credit' ? CREDIT : 0) | (txn.is_failed ? FAILED : 0) | (txn.channel === 'atm' ? CASH : 0)
    this.length++
  }

  /** Forgets what is older than the reach before `now`. The seven days beyond serve the score of a week ago. */
  prune(now: number): void {
    const limit = now - (REACH_DAYS + 7) * DAY
    let gone = 0
    while (gone < this.length && this.at[gone]! < limit) gone++
    if (gone < 16 && gone < this.length) return
    for (const column of this.#columns()) column.copyWithin(0, gone, this.length)
    this.length -= gone
  }

  #columns() {
    return [this.at, this.amount, this.merchant, this.category, this.flags]
  }

  #grow() {
    const size = this.length * 2
    const at = new Float64Array(size)
    const amount = new Float64Array(size)
    const merchant = new Int32Array(size)
    const category = new Uint8Array(size)
    const flags = new Uint8Array(size)
    at.set(this.at)
    amount.set(this.amount)
    merchant.set(this.merchant)
    category.set(this.category)
    flags.set(this.flags)
    Object.assign(this, { at, amount, merchant, category, flags })
  }
}

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}
