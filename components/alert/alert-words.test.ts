import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertRow } from '#lib/protocol.ts'
import { systems } from '#lib/systems/index.ts'
import { byUrgency, grouped, matches, sayRule, sayValue, worst } from './alert-words.ts'

const now = 1_000_000
const alert = (id: string, over: Partial<AlertRow> = {}): AlertRow => ({
  id,
  rule: 'r',
  title: 'Customer is critical',
  system: 's',
  severity: 'critical',
  state: 'firing',
  subject: id,
  say: '',
  value: null,
  limit: null,
  since: now - 5000,
  firedAt: now - 5000,
  resolvedAt: null,
  ack: null,
  silence: null,
  help: '',
  ...over,
})

test('what nobody has taken comes first, then the worst, then the newest', () => {
  const list = [
    alert('taken', { ack: { by: 'me', at: now } }),
    alert('mild', { severity: 'warning' }),
    alert('old'),
    alert('new', { firedAt: now - 1 }),
  ].sort(byUrgency(now))
  assert.deepEqual(
    list.map((a) => a.id),
    ['new', 'old', 'mild', 'taken'],
  )
})
test('the banner shows the worst alert that is neither taken, silenced nor mere information', () => {
  const quiet = alert('b', { silence: { by: 'me', until: now + 1 } })
  assert.equal(
    worst([alert('a', { ack: { by: 'me', at: now } }), quiet, alert('i', { severity: 'info' })], now),
    undefined,
  )
  assert.equal(worst([quiet, alert('c', { severity: 'warning' })], now)?.id, 'c')
  assert.equal(worst([alert('b', { silence: { by: 'me', until: now - 1 } })], now)?.id, 'b')
})
test('alerts of one rule stand together, and those not listed are counted', () => {
  const rows = [alert('a'), alert('b', { rule: 'q' }), alert('c')]
  assert.deepEqual(
    grouped(rows, []).map((g) => g.rows.map((a) => a.id)),
    [['a', 'c'], ['b']],
  )
  const sum = {
    rule: 'r',
    title: '',
    system: null,
    severity: 'critical',
    help: '',
    firing: 90,
    pending: 0,
    acknowledged: 0,
    silenced: 0,
    first: [],
    over: 10,
  } as const
  assert.equal(grouped(rows, [{ ...sum, first: [] }])[0]?.more, 98)
})
test('every rule of every system says in words when it fires', () => {
  for (const rule of systems.flatMap((s) => s.alerts ?? [])) assert.ok(sayRule(rule).endsWith('.'), rule.id)
})
test('a value is told with its limit', () => {
  assert.equal(sayValue(alert('a', { value: 7, limit: 5 })), '7, limit 5')
  assert.equal(sayValue(alert('a', { value: 0.94 })), '0.94')
  assert.equal(sayValue(alert('a')), '')
})
test('an alert is found by any word on it', () => {
  assert.ok(matches(alert('C-17'), 'c-17'))
  assert.ok(matches(alert('C-17'), ' critical '))
  assert.ok(!matches(alert('C-17'), 'lag'))
})
