import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeKafka } from '#server/request/testing.ts'
import { createManualClock } from '#server/store/clock.ts'
import { openState } from '#server/store/state.ts'
import { startAlerts } from './testing.ts'

test('a record that meets a rule fires once for its subject, follows its value, and resolves', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 95 })
  app.arrive('results', { job: 'j1', size: 97 })
  await app.clock.move(1_000)
  const [row] = app.alerts.list()
  assert.equal(row?.state, 'firing')
  assert.equal(row?.say, 'size 97')
  assert.equal(row?.link, '/systems/workshop/j1')
  app.arrive('results', { job: 'j1', size: 10 })
  await app.clock.move(1_000)
  assert.deepEqual(
    app.alerts.list().map((a) => a.state),
    ['resolved'],
  )
  assert.deepEqual(
    app.alerts.events(row!.id).map((event) => event.what),
    ['fires', 'resolves'],
  )
  assert.deepEqual(
    app.told().map((note) => note.what),
    ['firing', 'resolved'],
  )
})

test('over a restart an alert stays one alert, whatever records are read again', async () => {
  const clock = createManualClock()
  const kafka = createFakeKafka()
  const db = openState(':memory:')
  const before = startAlerts({ db, kafka, clock })
  const first = before.arrive('results', { job: 'j1', size: 95 })
  const id = before.alerts.list()[0]!.id
  const second = before.arrive('results', { job: 'j2', size: 99 })
  const third = before.arrive('results', { job: 'j2', size: 1 })
  await before.alerts.close()

  await using after = startAlerts({ db, kafka, clock })
  after.again([first, second, third], false)
  after.again([first, second, third], true)
  await clock.move(1_000)
  assert.deepEqual(
    after.alerts.list().map((a) => [a.subject, a.state]),
    [
      ['j1', 'firing'],
      ['j2', 'resolved'],
    ],
  )
  assert.equal(after.alerts.list()[0]!.id, id)
  assert.deepEqual(
    after.told().map((note) => note.what),
    ['firing', 'firing', 'resolved'],
  )
})

test('what turns true and false again within one batch fires and resolves', async () => {
  await using app = startAlerts()
  const at = { topic: 'results', partition: 0, time: app.clock.now(), key: null }
  app.again([95, 96, 1, 2].map((size, i) => ({ ...at, offset: String(i), message: { job: 'j1', size } })))
  assert.deepEqual(
    app.alerts.list().map((row) => [row.state, row.say]),
    [['resolved', 'size 96']],
  )
})

test('a topic made anew is judged from its beginning', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 1 }, { offset: '5000' })
  await app.clock.move(60_000)
  app.arrive('results', { job: 'j1', size: 95 }, { offset: '0' })
  assert.equal(app.alerts.counts().firing, 1)
})

test('old records tell the state without raising it', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 95 }, { live: false, time: app.clock.now() - 3_600_000 })
  await app.clock.move(1_000)
  assert.equal(app.alerts.counts().firing, 1)
  assert.deepEqual(app.told(), [])
  assert.deepEqual(
    app.alerts.events(app.alerts.list()[0]!.id).map((event) => event.what),
    ['seen'],
  )
})

test('a share over its limit is pending, fires when it held, and resolves when it fell', async () => {
  await using app = startAlerts()
  const states = () =>
    app.alerts
      .list()
      .filter((row) => row.rule === 'many')
      .map((row) => row.state)
  for (let i = 0; i < 20; i++) app.arrive('results', { job: `j${i}`, size: 1, ...(i % 4 && { error: 'no' }) })
  await app.clock.move(1_000)
  assert.deepEqual(states(), ['pending'])
  await app.clock.move(6_000)
  assert.deepEqual(states(), ['firing'])
  assert.match(app.alerts.list()[0]!.say, /75 % of 20 in 1 min, limit 50 %/)
  for (let i = 0; i < 40; i++) app.arrive('results', { job: `k${i}`, size: 1 })
  await app.clock.move(1_000)
  assert.deepEqual(states(), ['resolved'])
})

test('a share that was only briefly over its limit interrupts no one', async () => {
  await using app = startAlerts()
  for (let i = 0; i < 20; i++) app.arrive('results', { job: 'j', size: 1, error: 'no' })
  await app.clock.move(2_000)
  for (let i = 0; i < 40; i++) app.arrive('results', { job: 'k', size: 1 })
  await app.clock.move(10_000)
  assert.deepEqual(app.alerts.list(), [])
  assert.deepEqual(app.told(), [])
})

test('a topic that spoke and fell silent fires; while Kafka is down only the blindness does', async () => {
  await using app = startAlerts()
  app.arrive('jobs', { job: 'j1', size: 1 })
  Object.assign(app.state, { state: 'down', since: app.clock.now(), cause: 'nothing listens' })
  await app.clock.move(120_000)
  assert.deepEqual(
    app.alerts.list().map((row) => row.rule),
    ['console-blind'],
  )
  assert.match(app.alerts.top(1)[0]!.say, /nothing listens/)
  Object.assign(app.state, { state: 'up', since: app.clock.now() })
  await app.clock.move(20_000)
  assert.equal(app.alerts.counts().firing, 0)
  await app.clock.move(20_000)
  assert.deepEqual(
    app.alerts.top(5).map((row) => row.rule),
    ['still'],
  )
  app.arrive('jobs', { job: 'j2', size: 1 })
  await app.clock.move(1_000)
  assert.equal(app.alerts.counts().firing, 0)
})

test('records that cannot be read raise an alert for their topic', async () => {
  await using app = startAlerts()
  for (let i = 0; i < 7; i++) app.bad('results', 'not JSON')
  await app.clock.move(1_000)
  const [row] = app.alerts.list()
  assert.equal(row?.rule, 'console-undecodable')
  assert.equal(row?.link, '/topics/results')
  assert.match(row!.say, /7 in 1 min, the last: not JSON/)
  await app.clock.move(90_000)
  assert.equal(app.alerts.counts().firing, 0)
})

test('an acknowledgement says who and why, survives a restart, and is told to the other consoles', async () => {
  const db = openState(':memory:')
  const before = startAlerts({ db })
  before.arrive('results', { job: 'j1', size: 95 })
  const { id } = before.alerts.list()[0]!
  assert.ok(before.alerts.ack(id, 'ana', 'on it').ok)
  assert.equal(before.alerts.ack('nothing', 'ana').ok, false)
  await before.clock.move(1_000)
  assert.equal(before.told().at(-1).what, 'ack')
  await before.alerts.close()
  await using after = startAlerts({ db })
  assert.deepEqual(after.alerts.list()[0]!.ack, { by: 'ana', at: before.clock.now() - 1_000, note: 'on it' })
  assert.equal(after.alerts.counts().acknowledged, 1)
  assert.ok(after.alerts.unack(id, 'ana').ok)
  assert.equal(after.alerts.counts().acknowledged, 0)
})

test('a silenced alert interrupts no one until its time is over', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 95 })
  const { id } = app.alerts.list()[0]!
  assert.equal(app.alerts.silence(id, 'ana', app.clock.now()).ok, false)
  assert.ok(app.alerts.silence(id, 'ana', app.clock.now() + 60_000).ok)
  assert.deepEqual(app.alerts.top(5), [])
  assert.equal(app.alerts.counts().silenced, 1)
  await app.clock.move(61_000)
  assert.deepEqual(
    app.alerts.top(5).map((row) => row.subject),
    ['j1'],
  )
  assert.equal(app.alerts.list()[0]!.silence, null)
})

test('a whole rule can be silenced, and spoken for again even when nothing of it is open', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 95 })
  assert.ok(app.alerts.silence('big', 'ana', app.clock.now() + 3_600_000).ok)
  app.arrive('results', { job: 'j2', size: 95 })
  assert.deepEqual(app.alerts.top(5), [])
  for (const job of ['j1', 'j2']) app.arrive('results', { job, size: 1 })
  assert.ok(app.alerts.unsilence('big', 'ben').ok)
  app.arrive('results', { job: 'j3', size: 95 })
  assert.deepEqual(
    app.alerts.top(5).map((row) => row.subject),
    ['j3'],
  )
})

test('what another console acknowledged is acknowledged here, once; our own words are passed over', async () => {
  await using app = startAlerts()
  app.arrive('results', { job: 'j1', size: 95 })
  await app.clock.move(1_000)
  const { id } = app.alerts.list()[0]!
  app.arrive('milena.alerts', app.told()[0])
  const entry = app.arrive('milena.alerts', {
    console: 'another',
    what: 'ack',
    at: app.clock.now(),
    rule: 'big',
    subject: 'j1',
    by: 'ben',
  })
  app.again([entry])
  assert.equal(app.alerts.get(id)?.ack?.by, 'ben')
  assert.deepEqual(
    app.alerts.events(id).map((event) => event.what),
    ['fires', 'ack'],
  )
})

test('a thousand critical subjects read as one group, with the newest first', async () => {
  await using app = startAlerts()
  for (let i = 0; i < 1_000; i++) app.arrive('results', { job: `j${i}`, size: 95 })
  const view = app.view({ kind: 'alerts' })
  const body = view.snapshot()
  assert.equal(body.data.firing, 1_000)
  assert.equal(body.data.groups[0].firing, 1_000)
  assert.equal(body.data.groups[0].first[0].subject, 'j999')
  assert.equal(body.rows!.length, 50)
  assert.equal(body.truth.passed, 950)
  assert.ok(app.alerts.ack('big', 'ana').ok)
  assert.equal(app.alerts.counts().acknowledged, 1_000)
})

test('where the console’s own topic cannot be written, alerts work and the operator is told', async () => {
  const kafka = createFakeKafka()
  kafka.refuse = (record) => record.topic === 'milena.alerts'
  await using app = startAlerts({ kafka })
  app.arrive('results', { job: 'j1', size: 95 })
  await app.clock.move(20_000)
  assert.equal(app.alerts.counts().firing, 1)
  assert.match(app.alerts.notice()!, /kept on this console only/)
  assert.match(app.view({ kind: 'alerts' }).snapshot().data.notice, /milena\.alerts/)
})
