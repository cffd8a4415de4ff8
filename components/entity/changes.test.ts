import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row, TailRow } from '#lib/protocol.ts'
import { compare, signed } from './changes.ts'
import { customerData } from './customer-data.ts'

const scored = (score: number, drivers: [string, string, number][]) => ({
  customer_id: 'c',
  risk_score: score,
  risk_level: score >= 0.7 ? 'CRITICAL' : 'LOW',
  explanation: { top_drivers: drivers.map(([feature, value, impact]) => ({ feature, value, impact })) },
})
const row = (o: string, t: number, m: unknown): Row<TailRow> => ({
  k: `t/0/${o}`,
  v: { topic: 't', p: 0, o, t, key: 'c', m, size: 1 },
})

test('what changed is told by the drivers that moved most', () => {
  const { changes } = compare(
    scored(0.41, [
      ['a', '0.0000', 0.01],
      ['b', '5.0000', 0.1],
      ['gone', '1', 0.2],
    ]),
    scored(0.78, [
      ['a', '1.0000', 0.38],
      ['b', '5', 0.1],
      ['new', '3', -0.05],
    ]),
  )
  assert.deepEqual(
    changes.map((c) => [c.feature, c.turned]),
    [
      ['a', null],
      ['gone', 'gone'],
      ['new', 'new'],
    ],
  )
  assert.equal(signed(changes[0]?.moved ?? 0), '+0.37')
})

test('two equal predictions changed nothing', () => {
  const p = scored(0.4, [['a', '1', 0.2]])
  assert.deepEqual(compare(p, p).changes, [])
})

test('without impacts the values still tell what changed', () => {
  const plain = (value: number) => ({ risk_score: 0.5, risk_level: 'HIGH', top_features: [{ feature: 'a', value }] })
  assert.deepEqual(compare(plain(1), plain(2)).changes, [
    { feature: 'a', before: 1, after: 2, moved: null, turned: null },
  ])
})

test('an intervention and its outcome are one line', () => {
  const base = {
    intervention_id: 'INT_1',
    intervention_type: 'urgent_outreach',
    customer_id: 'c',
    risk_score: 0.8,
    risk_level: 'CRITICAL',
  }
  const data = customerData([
    row('2', 200, { ...base, status: 'payment_made' }),
    row('1', 100, { ...base, status: 'triggered' }),
    row('3', 50, { customer_id: 'c', amount: 3 }),
  ])
  assert.equal(data.interventions.length, 1)
  assert.deepEqual(
    [data.interventions[0]?.began, data.interventions[0]?.outcome],
    [100, { status: 'payment_made', at: 200 }],
  )
  assert.equal(data.transactions.length, 1)
})

test('a record that could not be read is no part of a customer', () => {
  assert.deepEqual(customerData([row('1', 1, undefined)]), { predictions: [], interventions: [], transactions: [] })
})

test('signed numbers show direction, and nothing as nothing', () => {
  assert.deepEqual([signed(0.376), signed(-0.1), signed(0.001)], ['+0.38', '−0.10', '±0'])
})
