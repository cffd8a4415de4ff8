import { DAY } from './calendar.ts'
import type { Outcome } from './intervention.ts'
import { BILLS } from './transaction.ts'
import { CREDIT, type CustomerWindow, categoryNumber, FAILED } from './window.ts'

/** Days of the customer's calendar after which silence is an answer. */
export const PATIENCE_DAYS = 14

const salary = categoryNumber('salary')

/**
 * What came of an intervention at `since`, as the customer's later transactions tell (naive seconds); undefined while it is too early.
 * A bill paid at a reduced amount: a plan was agreed. A bill paid that had failed before: payment made. By the end of the
 * patience, money came in or bills went through: they were reached. Else there was no response.
 */
export function judge(window: CustomerWindow, since: number, now: number): Outcome | undefined {
  let signs = 0
  let failures = 0
  for (let i = 0; i < window.length; i++) {
    const at = window.at[i]!
    if (at <= since || at > now) continue
    const category = window.category[i]!
    const flags = window.flags[i]!
    if (flags & FAILED) failures++
    else if (flags & CREDIT) signs += category === salary ? 0.5 : 1
    else if (category >= 1 && category <= BILLS.length) {
      signs++
      const before = earlier(window, category, since)
      if (before.usual !== undefined && window.amount[i]! < 0.75 * before.usual) return 'plan_agreed'
      if (before.failed) return 'payment_made'
    }
  }
  if (now < since + PATIENCE_DAYS * DAY) return undefined
  return signs >= 1 && signs > failures ? 'contacted' : 'no_response'
}

function earlier(window: CustomerWindow, category: number, since: number): { usual?: number; failed: boolean } {
  const amounts: number[] = []
  let failed = false
  for (let i = 0; i < window.length && window.at[i]! <= since; i++) {
    if (window.category[i] !== category || window.flags[i]! & CREDIT) continue
    if (!(window.flags[i]! & FAILED)) amounts.push(window.amount[i]!)
    else if (since - window.at[i]! < 35 * DAY) failed = true
  }
  amounts.sort((a, b) => a - b)
  return { usual: amounts[amounts.length >> 1], failed }
}
