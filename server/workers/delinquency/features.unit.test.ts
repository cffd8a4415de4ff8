import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, parseNaive } from './calendar.ts'
import { computeFeatures, FEATURES, type Feature } from './features.ts'
import type { Transaction } from './transaction.ts'
import { CustomerWindow } from './window.ts'

const now = parseNaive('2024-04-01T12:00:00')
const profile = { monthly_income: 50_000, salary_day: 25 }
type Sketch = Partial<Omit<Transaction, 'txn_time'>> & { daysAgo: number }

function windowOf(sketches: Sketch[]): CustomerWindow {
  const window = new CustomerWindow()
  for (const { daysAgo, ...rest } of sketches) {
    const txn = {
      amount: 100,
      txn_type: 'debit' as const,
      category: 'dining',
      channel: 'pos',
      merchant_id: 'DINING_1',
      ...rest,
    }
    window.add(txn, now - daysAgo * DAY)
  }
  return window
}
const features = (window: CustomerWindow, at = now): Record<Feature, number> => {
  const values = computeFeatures(window, profile, at)
  return Object.fromEntries(FEATURES.map((name, i) => [name, values[i]!])) as Record<Feature, number>
}
const every = (from: number, to: number, step: number, rest: Omit<Sketch, 'daysAgo'> = {}): Sketch[] =>
  Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, i) => ({ daysAgo: from - i * step, ...rest }))

test('spending that halves shows as -50 %, one that vanishes as -100 %', () => {
  // 60 days at 200 a day, then 30 days at 100 a day.
  const halved = features(windowOf([...every(89.5, 30.5, 1, { amount: 200 }), ...every(29.5, 0.5, 1, { amount: 100 })]))
  assert.ok(Math.abs(halved.discretionary_spend_drop_30d_pct + 50) < 1)
  assert.ok(Math.abs(halved.total_spend_change_30d_pct + 50) < 1)
  assert.equal(halved.avg_transaction_size_change_pct, -50)
  assert.ok(Math.abs(halved.transaction_frequency_drop_30d_pct) < 1)
  const gone = features(windowOf([...every(89.5, 30.5, 1), { daysAgo: 0.5, category: 'groceries' }]))
  assert.equal(gone.discretionary_spend_drop_30d_pct, -100)
  assert.equal(gone.discretionary_spend_drop_7d_pct, -100)
  assert.equal(gone.inactive_days_last_30d, 29)
})

test('a salary that has not come is late by the days since payday, and one that came short says by how much', () => {
  const salary = { txn_type: 'credit' as const, category: 'salary', channel: 'transfer' }
  // Paydays before 1 April noon: 25 March, 25 February, 25 January.
  const paid = (date: string, amount: number) => ({ ...salary, amount, daysAgo: (now - parseNaive(date)) / DAY })
  const late = features(windowOf([paid('2024-01-25T10:00:00', 50_000), paid('2024-02-25T10:00:00', 50_000)]))
  assert.equal(late.salary_delay_days, 7.5)
  assert.equal(late.months_since_salary_miss, 3)
  const short = features(windowOf([paid('2024-01-25T10:00:00', 50_000), paid('2024-03-28T12:00:00', 30_000)]))
  assert.equal(short.salary_delay_days, 3.5)
  assert.equal(short.salary_amount_deviation_pct, -40)
  assert.equal(short.months_since_salary_miss, 1)
})

test('failed autodebits count but move no money; cash is cash', () => {
  const f = features(
    windowOf([
      ...every(80, 40, 10),
      { daysAgo: 20, category: 'rent', amount: 9000, is_failed: true },
      { daysAgo: 35, category: 'rent', amount: 9000, is_failed: true },
      { daysAgo: 10, channel: 'atm', category: 'shopping', amount: 300 },
      { daysAgo: 5, amount: 100 },
    ]),
  )
  assert.equal(f.failed_autodebit_count_30d, 1)
  assert.equal(f.cash_reliance_ratio, 0.75)
  assert.equal(f.cash_withdrawal_frequency_change, 1)
})

test('bills paid in part and late are seen', () => {
  const bill = (daysAgo: number, amount: number) => ({ daysAgo, amount, category: 'utilities', channel: 'online' })
  const f = features(windowOf([bill(88, 1000), bill(58, 1000), bill(15, 600)]))
  assert.equal(f.partial_payment_frequency, 1)
  assert.equal(f.payment_amount_undershoot_pct, -40)
  // 43 days between the last two, 30.4 is usual.
  assert.equal(f.payment_timing_shift_days, 12.6)
  assert.equal(f.utility_payment_lateness_score, Math.round(((43 - 31.5) / 15) * 10_000) / 10_000)
})

test('the order of arrival and what comes later do not change the features of a moment', () => {
  const sketches = [...every(85, 1, 3), ...every(80, 2, 7, { category: 'groceries', amount: 250 })]
  const straight = computeFeatures(windowOf(sketches.toSorted((a, b) => b.daysAgo - a.daysAgo)), profile, now)
  const shuffled = computeFeatures(
    windowOf(sketches.toSorted((a, b) => Math.sin(a.daysAgo) - Math.sin(b.daysAgo))),
    profile,
    now,
  )
  const withFuture = computeFeatures(windowOf([...sketches, ...every(-0.1, -3.1, 1)]), profile, now)
  assert.deepEqual([...shuffled], [...straight])
  assert.deepEqual([...withFuture], [...straight])
})

test('what a short history cannot tell is unknown, not zero', () => {
  const f = features(windowOf(every(10, 0.5, 1)))
  assert.ok(Number.isNaN(f.discretionary_spend_drop_30d_pct))
  assert.ok(Number.isNaN(f.merchant_diversity_drop_pct))
  assert.equal(f.failed_autodebit_count_30d, 0)
})

test('a window forgets what is out of reach and grows as needed', () => {
  const window = windowOf(every(400, 0.5, 0.5))
  window.prune(now)
  assert.ok(window.at[0]! >= now - 97 * DAY)
  assert.equal(window.length, 194)
})
