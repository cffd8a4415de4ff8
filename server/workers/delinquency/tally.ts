import { DAY } from './calendar.ts'
import { BILLS, CATEGORIES, DISCRETIONARY, ESSENTIAL } from './transaction.ts'
import { CASH, CREDIT, type CustomerWindow, categoryNumber, FAILED, REACH_DAYS } from './window.ts'

const kinds = CATEGORIES.length
const salaryNumber = categoryNumber('salary')
const isBill = flags(BILLS)
const isDiscretionary = flags(DISCRETIONARY)
const isEssential = flags(ESSENTIAL)

function flags(names: readonly string[]): Uint8Array {
  const set = new Uint8Array(kinds)
  for (const name of names) set[categoryNumber(name)] = 1
  return set
}

/** Sums over one of two spans: the last 30 days, and the up to 60 days before them. Failed payments moved no money and are only counted. */
export interface Span {
  count: number
  debits: number
  spent: number
  essential: number
  discretionary: number
  weekend: number
  cashCount: number
  cash: number
  bills: number
  failed: number
  merchants: Set<number>
  byCategory: Float64Array
  activeDays: number
}

export interface Payment {
  at: number
  amount: number
}

export interface Tally {
  now: number
  /** Days between the first transaction known and `now`, at most 90. */
  known: number
  recent: Span
  before: Span
  /** Discretionary spending of the last 7 days, and of the 30 before those. */
  discretionary7: number
  discretionary30Before7: number
  /** Merchants of days 31 to 60. */
  merchantsBefore: Set<number>
  salaries: Payment[]
  /** Successful payments by bill, oldest first, in the order of BILLS. */
  bills: Payment[][]
  anomalies: number
}

const span = (): Span => ({
  count: 0,
  debits: 0,
  spent: 0,
  essential: 0,
  discretionary: 0,
  weekend: 0,
  cashCount: 0,
  cash: 0,
  bills: 0,
  failed: 0,
  merchants: new Set(),
  byCategory: new Float64Array(kinds),
  activeDays: 0,
})

/** One pass over the window as it was at `now`: later transactions are not seen. */
export function tally(window: CustomerWindow, now: number): Tally {
  const from = now - REACH_DAYS * DAY
  let first = 0
  while (first < window.length && window.at[first]! <= from) first++
  let end = window.length
  while (end > first && window.at[end - 1]! > now) end--
  const t: Tally = {
    now,
    known: end > first ? Math.min(REACH_DAYS, (now - window.at[0]!) / DAY) : 0,
    recent: span(),
    before: span(),
    discretionary7: 0,
    discretionary30Before7: 0,
    merchantsBefore: new Set(),
    salaries: [],
    bills: BILLS.map(() => []),
    anomalies: 0,
  }
  let lastDay = -1
  for (let i = first; i < end; i++) lastDay = take(t, window, i, lastDay)
  t.anomalies = anomalies(window, first, end, now)
  return t
}

function take(t: Tally, window: CustomerWindow, i: number, lastDay: number): number {
  const at = window.at[i]!
  const amount = window.amount[i]!
  const category = window.category[i]!
  const flag = window.flags[i]!
  const age = (t.now - at) / DAY
  const s = age < 30 ? t.recent : t.before
  s.count++
  const day = Math.floor(age)
  if (day !== lastDay) s.activeDays++
  if (flag & FAILED) {
    s.failed++
    return day
  }
  if (flag & CREDIT) {
    if (category === salaryNumber) t.salaries.push({ at, amount })
    return day
  }
  s.debits++
  s.spent += amount
  s.byCategory[category]! += amount
  if (isEssential[category]) s.essential += amount
  if (flag & CASH) {
    s.cashCount++
    s.cash += amount
  } else if (isDiscretionary[category]) {
    s.discretionary += amount
    if (age < 7) t.discretionary7 += amount
    else if (age < 37) t.discretionary30Before7 += amount
  }
  const weekday = (Math.floor(at / DAY) + 4) % 7
  if (weekday === 0 || weekday === 6) s.weekend += amount
  s.merchants.add(window.merchant[i]!)
  if (age >= 30 && age < 60) t.merchantsBefore.add(window.merchant[i]!)
  if (isBill[category]) {
    s.bills++
    t.bills[category - 1]!.push({ at, amount })
  }
  return day
}

/** Debits of the last 30 days that are far above what this customer pays in that category. */
function anomalies(window: CustomerWindow, first: number, end: number, now: number): number {
  const n = new Float64Array(kinds)
  const sum = new Float64Array(kinds)
  const squares = new Float64Array(kinds)
  const counts = (i: number) => !(window.flags[i]! & (CREDIT | FAILED))
  for (let i = first; i < end; i++) {
    if (!counts(i)) continue
    const c = window.category[i]!
    n[c]!++
    sum[c]! += window.amount[i]!
    squares[c]! += window.amount[i]! ** 2
  }
  let found = 0
  for (let i = first; i < end; i++) {
    if (!counts(i) || now - window.at[i]! >= 30 * DAY) continue
    const c = window.category[i]!
    if (n[c]! < 5) continue
    const mean = sum[c]! / n[c]!
    const deviation = Math.sqrt(Math.max(0, squares[c]! / n[c]! - mean * mean))
    if (window.amount[i]! > mean + 2.5 * deviation && deviation > 0) found++
  }
  return found
}
