import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, parseNaive } from './calendar.ts'
import { conclude, createLedger, intervene } from './intervention.ts'
import { judge } from './outcome.ts'
import { CustomerWindow } from './window.ts'

const since = parseNaive('2024-04-01T12:00:00')
const prediction = {
  customer_id: 'c1',
  risk_score: 0.81,
  risk_level: 'CRITICAL' as const,
  top_features: [
    { feature: 'a', value: 1 },
    { feature: 'b', value: 1 },
    { feature: 'c', value: 1 },
    { feature: 'd', value: 1 },
  ],
}

function windowOf(bills: { day: number; amount?: number; failed?: boolean; credit?: boolean }[]): CustomerWindow {
  const window = new CustomerWindow()
  for (const { day, amount = 1000, failed = false, credit = false } of bills) {
    const txn = {
      amount,
      txn_type: credit ? ('credit' as const) : ('debit' as const),
      category: credit ? 'transfer' : 'rent',
      channel: 'online',
      merchant_id: 'RENT_1',
      is_failed: failed,
    }
    window.add(txn, since + day * DAY)
  }
  return window
}

test('what came of an intervention is read from what the customer does next', () => {
  const at = (window: CustomerWindow, days: number) => judge(window, since, since + days * DAY)
  const failed = { day: -3, failed: true }
  assert.equal(at(windowOf([{ day: -33 }, failed, { day: 4 }]), 5), 'payment_made')
  assert.equal(at(windowOf([{ day: -63 }, { day: -33 }, failed, { day: 4, amount: 600 }]), 5), 'plan_agreed')
  assert.equal(at(windowOf([failed]), 5), undefined)
  assert.equal(at(windowOf([failed]), 14), 'no_response')
  assert.equal(at(windowOf([failed, { day: 2, failed: true }]), 14), 'no_response')
  assert.equal(at(windowOf([failed, { day: 6, credit: true }]), 14), 'contacted')
})

test('an intervention says what is to be done, and is not repeated until it may be', () => {
  const now = new Date(2026, 1, 19, 10, 30, 10)
  const first = intervene(prediction, undefined, now)!
  assert.deepEqual(
    { ...first, message: '' },
    {
      intervention_id: 'INT_c1_20260219103010',
      customer_id: 'c1',
      risk_score: 0.81,
      risk_level: 'CRITICAL',
      intervention_type: 'urgent_outreach',
      channel: 'phone_call',
      priority: 1,
      message: '',
      top_risk_factors: ['a', 'b', 'c'],
      timestamp: '2026-02-19T10:30:10.000',
      status: 'triggered',
      event_time: '2026-02-19T10:30:10.000',
      event_type: 'intervention',
    },
  )
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  assert.equal(intervene(prediction, first, after(10)), undefined)
  assert.ok(intervene(prediction, first, after(31)))
  const done = conclude(first, 'payment_made', after(1))
  assert.equal(done.intervention_id, first.intervention_id)
  assert.equal(intervene(prediction, done, after(5)), undefined)
  assert.ok(intervene(prediction, done, after(6)))
  assert.ok(intervene(prediction, { ...first, risk_level: 'HIGH' }, after(1)))
  assert.equal(intervene(prediction, { ...first, risk_level: 'HIGH' }, after(0.5)), undefined)
  assert.equal(intervene({ ...prediction, risk_level: 'MEDIUM' }, undefined), undefined)
})

test('the ledger knows the newest word on each customer, however often it is told', () => {
  const ledger = createLedger()
  const first = intervene(prediction, undefined, new Date(2026, 1, 1, 10))!
  const done = conclude(first, 'contacted', new Date(2026, 1, 1, 11))
  for (const i of [first, first, done, first]) ledger.note(i)
  assert.equal(ledger.last('c1')?.status, 'contacted')
  assert.equal(ledger.open('c1'), undefined)
  const second = intervene(prediction, done, new Date(2026, 1, 2))!
  ledger.note(second)
  assert.deepEqual(ledger.opens(), [second])
})
