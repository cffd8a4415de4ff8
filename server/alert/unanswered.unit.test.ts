import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertRule } from '#lib/contract.ts'
import { createFakeKafka } from '#server/request/testing.ts'
import { createManualClock } from '#server/store/clock.ts'
import { openState } from '#server/store/state.ts'
import { startAlerts } from './testing.ts'

const rule: AlertRule = {
  ...{ id: 'no-reply', kind: 'unanswered', title: 'Jobs without a result', severity: 'critical', help: 'Look.' },
  topic: 'jobs',
  key: (m) => m.job,
  say: (m) => m.what,
  replies: [{ topic: 'results', key: (m) => m.job }],
  withinMs: 30_000,
}
const shown = (app: ReturnType<typeof startAlerts>) =>
  app.alerts
    .list()
    .filter((row) => row.rule === 'no-reply')
    .map((row) => [row.state, row.say])

test('requests nobody answers are one alert, with their number and the oldest, until the last is answered', async () => {
  await using app = startAlerts({ alone: rule })
  app.arrive('jobs', { job: 'a', what: 'first job' })
  await app.clock.move(10_000)
  app.arrive('jobs', { job: 'b', what: 'second job' })
  await app.clock.move(19_000)
  assert.deepEqual(shown(app), [])
  await app.clock.move(2_000)
  assert.deepEqual(shown(app), [['firing', '1 for more than 30 s, the oldest for 31 s: “first job”']])
  assert.equal(app.alerts.list()[0]?.link, '/systems/workshop')
  await app.clock.move(10_000)
  assert.match(shown(app)[0]![1]!, /^2 for/)
  app.arrive('results', { job: 'a', size: 1 })
  await app.clock.move(1_000)
  assert.match(shown(app)[0]![1]!, /^1 for.*second job/)
  app.arrive('results', { job: 'b', size: 1 })
  await app.clock.move(1_000)
  assert.equal(shown(app)[0]![0], 'resolved')
  assert.deepEqual(
    app
      .told()
      .filter((note) => note.rule === 'no-reply')
      .map((note) => note.what),
    ['firing', 'resolved'],
  )
})

test('a request asked before a restart still waits after it, and an answered one does not', async () => {
  const clock = createManualClock()
  const kafka = createFakeKafka()
  const db = openState(':memory:')
  const before = startAlerts({ db, kafka, clock, alone: rule })
  before.arrive('jobs', { job: 'a', what: 'lost job' })
  before.arrive('jobs', { job: 'b', what: 'done job' })
  before.arrive('results', { job: 'b', size: 1 })
  await before.alerts.close()

  await using after = startAlerts({ db, kafka, clock, alone: rule })
  await clock.move(40_000)
  assert.match(shown(after)[0]![1]!, /^1 for more than 30 s.*lost job/)
  after.arrive('results', { job: 'a', size: 1 })
  await clock.move(1_000)
  assert.equal(shown(after)[0]![0], 'resolved')
})

test('while Kafka cannot be read nobody is said to wait', async () => {
  await using app = startAlerts({ alone: rule })
  app.arrive('jobs', { job: 'a', what: 'a job' })
  app.state.state = 'down'
  await app.clock.move(60_000)
  assert.deepEqual(shown(app), [])
  app.state.state = 'up'
  await app.clock.move(3_000)
  assert.deepEqual(shown(app), [], 'the reply may be on its way')
  await app.clock.move(4_000)
  assert.equal(shown(app)[0]![0], 'firing')
})
