import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LagReading } from '#lib/alert/lag.ts'
import type { AlertRule } from '#lib/contract.ts'
import { startAlerts } from './testing.ts'

const rule: AlertRule = {
  ...{ id: 'behind', kind: 'lag', title: 'Workers fall behind', severity: 'warning', help: 'Look.' },
  groups: ['workers'],
  limit: 100,
  forMs: 30_000,
}

/** Alerts whose only rule is the above, over groups that are read whenever `read` is called. */
function start() {
  let reading: LagReading = { rows: [], at: 0 }
  const app = startAlerts({ alone: rule, groups: () => reading })
  const read = (lag: number | 'unknown', id = 'workers') => {
    const topics = lag === 'unknown' ? [] : [{ topic: 'jobs', lag, partitions: [] }]
    const row = { id, topics, lag: lag === 'unknown' ? 0 : lag, members: [], rate: 0 }
    reading = { rows: [row], at: app.clock.now() }
  }
  /** What the group lags behind for so many seconds, read every second. */
  const lagging = async (lag: number | 'unknown', seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      read(lag)
      await app.clock.move(1_000)
    }
  }
  const standing = () => app.alerts.list().find((row) => row.rule === 'behind')?.state
  return { app, lagging, read, standing }
}

test('a group that falls behind is pending, fires, follows its value, and resolves when it has caught up', async () => {
  const { app, lagging, standing } = start()
  await using _ = app
  await lagging(100, 60)
  assert.equal(standing(), undefined)
  await lagging(101, 20)
  assert.equal(standing(), 'pending')
  assert.deepEqual(app.told(), [])
  await lagging(12_400, 20)
  const [row] = app.alerts.list()
  assert.equal(row?.state, 'firing')
  assert.equal(row?.subject, 'workers')
  assert.equal(row?.value, 12_400)
  assert.equal(row?.limit, 100)
  assert.equal(row?.link, '/groups?group=workers')
  assert.match(row!.say, /^12,400 records behind, limit 100; nobody reads for it$/)
  await lagging(0, 2)
  assert.equal(standing(), 'resolved')
  assert.deepEqual(
    app.told().map((note) => note.what),
    ['firing', 'resolved'],
  )
})

test('what is not known of a group neither fires nor resolves', async () => {
  const { app, lagging, read, standing } = start()
  await using _ = app
  await lagging(500, 10)
  await lagging('unknown', 60)
  assert.equal(standing(), 'pending')
  await lagging(500, 2)
  assert.equal(standing(), 'firing')
  await lagging('unknown', 60)
  assert.equal(standing(), 'firing')
  read(0, 'strangers')
  await app.clock.move(60_000)
  assert.equal(standing(), 'firing', 'the group is not listed')
  Object.assign(app.state, { state: 'down', since: app.clock.now() })
  await lagging(0, 5)
  assert.equal(standing(), 'firing', 'Kafka is away')
  Object.assign(app.state, { state: 'up', since: app.clock.now() })
  await app.clock.move(5_000)
  assert.equal(standing(), 'resolved', 'the last reading is looked at when Kafka is back')
})
