import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { localNaive } from './calendar.ts'
import { openHistory, type Taken } from './history.ts'

const hour = 3_600_000
const now = Date.now()

/** The nth prediction of a customer: an hour after the one before. */
const taken = (offset: number, customer: string, n: number, score = n / 10): Taken => ({
  partition: 0,
  offset: String(offset),
  time: now,
  prediction: {
    customer_id: customer,
    risk_score: score,
    risk_level: score >= 0.7 ? 'CRITICAL' : 'LOW',
    top_features: [],
    explanation: { explanation_text: '', top_drivers: [{ feature: 'f', value: '1', impact: 0.5, impact_pct: 100 }] },
    timestamp: localNaive(new Date(now - 10 * hour + n * hour)),
  },
})

function folder(): { file: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'milena-history-'))
  return { file: join(dir, 'scores.db'), [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

test("a customer's scores come oldest first, from a time on, however they were mixed with others' and over restarts", () => {
  using at = folder()
  {
    using history = openHistory(at.file)
    history.take([taken(0, 'a', 1), taken(1, 'b', 1), taken(2, 'a', 2)])
    assert.deepEqual(
      history.of('a', 0).map((one) => one.risk_score),
      [0.1, 0.2],
    )
    history.take([taken(3, 'b', 2), taken(4, 'a', 3)])
  }
  using history = openHistory(at.file)
  assert.deepEqual(history.cursors(), [{ partition: 0, next: '5' }])
  history.take([taken(5, 'a', 4)])
  assert.deepEqual(
    history.of('a', 0).map((one) => one.risk_score),
    [0.1, 0.2, 0.3, 0.4],
  )
  assert.deepEqual(
    history.of('a', now - 7.5 * hour).map((one) => one.risk_score),
    [0.3, 0.4],
  )
  assert.deepEqual(
    history.of('b', 0).map((one) => [one.customer_id, one.top_feature_1]),
    [
      ['b', 'f'],
      ['b', 'f'],
    ],
  )
  assert.deepEqual(history.of('nobody', 0), [])
})

test('a record that comes again is stored once; the newest score counts, and the worst come first', () => {
  using history = openHistory(':memory:')
  const records = [taken(0, 'a', 1, 0.9), taken(1, 'b', 1, 0.95), taken(2, 'c', 1, 0.2), taken(3, 'a', 2, 0.8)]
  history.take(records)
  history.take(records.slice(2))
  assert.equal(history.of('a', 0).length, 2)
  assert.deepEqual(
    history.worst(10).map((one) => [one.customer_id, one.risk_score]),
    [
      ['b', 0.95],
      ['a', 0.8],
    ],
  )
  const { total_customers, high_risk_count, low_risk_count } = history.stats()
  assert.deepEqual([total_customers, high_risk_count, low_risk_count], [3, 2, 1])
  history.jump(0, '0')
  history.take([taken(0, 'd', 1)])
  assert.equal(history.stats().total_customers, 4, 'a topic made anew is read from its beginning')
})

test('a file of an earlier version is begun anew: Kafka has what was in it', () => {
  using at = folder()
  const old = new DatabaseSync(at.file)
  old.exec('CREATE TABLE scores (id INTEGER PRIMARY KEY, customer_id TEXT NOT NULL)')
  old.exec("INSERT INTO scores (customer_id) VALUES ('a')")
  old.close()
  using history = openHistory(at.file)
  assert.deepEqual([history.cursors(), history.of('a', 0)], [[], []])
  history.take([taken(0, 'a', 1)])
  assert.equal(history.of('a', 0).length, 1)
})

test('a time that is missing or cannot be read is the one Kafka has; whatever else is odd does not stop what follows', () => {
  const skipped: unknown[] = []
  using history = openHistory(':memory:', {
    skipped: ({ partition, offset }) => skipped.push([partition, offset]),
    stuck: (cause) => assert.fail(cause),
  })
  const odd = (offset: number, more: object): Taken => {
    const record = taken(offset, 'odd', 1)
    return { ...record, time: now - offset * hour, prediction: { ...record.prediction, ...more } }
  }
  history.take([
    taken(0, 'a', 1),
    odd(1, { timestamp: undefined }),
    odd(2, { timestamp: 'yesterday', explanation: { top_drivers: 'none' } }),
    odd(3, { timestamp: 12, explanation: { top_drivers: [{ feature: {}, impact: 'much' }] } }),
    odd(4, { risk_score: Number.NaN }),
    odd(5, { customer_id: { deep: true } }),
    taken(6, 'a', 2),
  ])
  const local = (ms: number) => localNaive(new Date(ms)).slice(0, 19).replace('T', ' ')
  assert.deepEqual(
    history.of('odd', 0).map((one) => [one.score_date, one.top_feature_1]),
    [
      [local(now - 3 * hour), null],
      [local(now - 2 * hour), null],
      [local(now - hour), 'f'],
    ],
  )
  assert.equal(history.of('a', 0).length, 2)
  assert.deepEqual(skipped, [
    [0, '4'],
    [0, '5'],
  ])
  assert.deepEqual(history.cursors(), [{ partition: 0, next: '7' }])
})

test('a file that cannot be written to is told once and tried again, and nothing is lost by it', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  using at = folder()
  const told: string[] = []
  using history = openHistory(at.file, { skipped: () => assert.fail('skipped'), stuck: (cause) => told.push(cause) })
  using other = new DatabaseSync(at.file)
  other.exec('ALTER TABLE scores RENAME TO away')
  history.take([taken(0, 'a', 1)])
  for (let tries = 0; tries < 5; tries++) mock.timers.tick(2500)
  assert.equal(told.length, 1)
  assert.match(told[0]!, /no such table/)
  other.exec('ALTER TABLE away RENAME TO scores')
  mock.timers.tick(2500)
  assert.deepEqual(other.prepare('SELECT count(*) AS n FROM scores').get()!.n, 1)
  // Trouble that comes again is told again.
  other.exec('ALTER TABLE scores RENAME TO away')
  history.take([taken(1, 'a', 2)])
  mock.timers.tick(2500)
  assert.equal(told.length, 2)
  other.exec('ALTER TABLE away RENAME TO scores')
})
