import { DAY } from './calendar.ts'
import type { Transaction } from './transaction.ts'
import { CustomerWindow, REACH_DAYS } from './window.ts'

/** Days ahead of the stream's calendar a transaction may be dated. */
const AHEAD_DAYS = 7
/** So many in a row that are dated elsewhere, and the calendar itself has moved. */
const AGREE = 25

interface Part {
  next: bigint
  /** The partition's calendar: newest time seen, naive seconds. */
  clock: number
  odd: number
  customers: Map<string, CustomerWindow>
  /** First offset of each day still in reach, oldest first. */
  days: { day: number; offset: string }[]
}

export interface Windows {
  /** Takes a transaction in, once per offset. Returns the time it counts at, naive seconds. */
  feed: (from: { partition: number; offset: string }, txn: Transaction, at: number) => number
  of: (customerId: string) => { window: CustomerWindow; clock: number; partition: number } | undefined
  customersOf: (partition: number) => string[]
  /** Next offset a partition wants; undefined when nothing is known of it. */
  next: (partition: number) => string | undefined
  /** Where reading must begin for windows to be whole again. */
  since: (partition: number) => string | undefined
  drop: (partition: number) => void
  size: () => number
}

/**
 * The windows of all customers, by partition, because that is how they come and go. A transaction dated outside the window's
 * reach or far ahead of the stream's calendar (somebody's test with today's date in a simulated year) counts as happening
 * now, so that one odd date cannot wipe a customer's history.
 */
export function createWindows(): Windows {
  const parts = new Map<number, Part>()

  function place(part: Part, at: number): number {
    const odd = part.clock > 0 && (at > part.clock + AHEAD_DAYS * DAY || at < part.clock - REACH_DAYS * DAY)
    part.odd = odd ? part.odd + 1 : 0
    if (odd && (part.odd < AGREE || at < part.clock)) return part.clock
    part.clock = Math.max(part.clock, at)
    return at
  }

  return {
    feed({ partition, offset }, txn, dated) {
      let part = parts.get(partition)
      if (!part) {
        part = { next: 0n, clock: 0, odd: 0, customers: new Map(), days: [] }
        parts.set(partition, part)
      }
      if (BigInt(offset) < part.next) return Math.min(dated, part.clock)
      part.next = BigInt(offset) + 1n
      const at = place(part, dated)
      const today = Math.floor(part.clock / DAY)
      if (part.days.at(-1)?.day !== today) {
        part.days.push({ day: today, offset })
        while (part.days[0]!.day < today - REACH_DAYS - 8) part.days.shift()
      }
      let window = part.customers.get(txn.customer_id)
      if (!window) {
        window = new CustomerWindow()
        part.customers.set(txn.customer_id, window)
      }
      window.add(txn, at)
      window.prune(part.clock)
      return at
    },
    of(customerId) {
      for (const [partition, part] of parts) {
        const window = part.customers.get(customerId)
        if (window) return { window, clock: part.clock, partition }
      }
      return undefined
    },
    customersOf: (partition) => [...(parts.get(partition)?.customers.keys() ?? [])],
    next: (partition) => parts.get(partition)?.next.toString(),
    since: (partition) => parts.get(partition)?.days[0]?.offset,
    drop: (partition) => void parts.delete(partition),
    size: () => [...parts.values()].reduce((n, part) => n + part.customers.size, 0),
  }
}
