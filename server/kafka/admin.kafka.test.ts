import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allTopics } from '#lib/systems/index.ts'
import { until } from '#server/testing/until.ts'
import { declare } from './source-testing.ts'
import { startTestBroker, type TestBroker } from './testing.ts'

let kafka: TestBroker
before(async () => {
  kafka = await startTestBroker()
})
after(() => kafka[Symbol.asyncDispose]())

test('the topics of all systems are created once, with their settings, as far as the brokers allow', async () => {
  const { admin } = kafka.door
  const declared = allTopics()
  const { created, clamped } = await admin.ensureTopics(declared)
  assert.deepEqual(created.sort(), declared.map(({ name }) => kafka.config.physical(name)).sort())
  assert.deepEqual(
    clamped.map(({ topic }) => topic).sort(),
    declared
      .filter(({ settings }) => settings.replication > 1)
      .map(({ name }) => name)
      .sort(),
  )
  assert.deepEqual(await admin.ensureTopics(declared), { created: [], clamped: [] })
  const there = await admin.topics()
  for (const { name, settings } of declared) {
    const topic = there.find((one) => one.name === name)
    assert.equal(topic?.partitions.length, settings.partitions)
    assert.deepEqual(topic?.partitions[0]?.isr, [1])
    const own = (await admin.configs(name)).filter((entry) => entry.source === 'topic')
    for (const { name: setting, value } of own) assert.equal(value, settings.config[setting] ?? value)
    for (const setting of Object.keys(settings.config))
      assert.ok(
        own.some((entry) => entry.name === setting),
        setting,
      )
  }
})

test('a cluster, its groups and their lag are described, and a stretch of a topic is read on demand', async () => {
  const { admin, sink } = kafka.door
  await admin.ensureTopics([declare('orders')])
  await sink.send(['0', '1', '2', '3', '4'].map((value) => ({ topic: 'orders', key: 'k', value })))
  const { brokers, clusterId } = await admin.cluster()
  assert.equal(brokers.length, 1)
  assert.ok(clusterId)
  await using member = kafka.door.openGroup({
    groupId: 'readers',
    topic: 'orders',
    fromBeginning: true,
    onBatch: async (_, { commit }) => commit('2'),
  })
  await until('a commit', async () => (await admin.groupOffsets('readers', ['orders']))[0]?.offset === '2')
  assert.equal(member.state(), 'up')
  const group = (await admin.groups()).find(({ id }) => id === 'readers')
  assert.equal(group?.state, 'Stable')
  assert.deepEqual(group?.members[0]?.assigned, [{ topic: 'orders', partitions: [0] }])
  assert.deepEqual(group?.offsets, [{ topic: 'orders', partition: 0, committed: '2' }])
  const [edge] = await admin.latestOffsets(['orders', 'no-such-topic'])
  assert.deepEqual(edge, { topic: 'orders', partition: 0, low: '0', high: '5' })
  const read = await admin.readRange({ topic: 'orders', partition: 0, from: '1', count: 3 })
  assert.deepEqual(
    read.map(({ offset, value }) => [offset, String(value)]),
    [
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ],
  )
  assert.deepEqual(await admin.readRange({ topic: 'orders', partition: 0, from: '5', count: 3 }), [])
  const from = { topic: 'orders', partition: 0, from: '0', count: 3 }
  const since = await admin.readRange({ ...from, since: (read[1]?.timestamp ?? 0) - 60_000 })
  assert.deepEqual(
    since.map(({ offset }) => offset),
    ['0', '1', '2'],
  )
  assert.deepEqual(await admin.readRange({ ...from, since: Date.now() + 60_000 }), [])
  const odd = await admin.readRange({ ...from, keep: ({ offset }) => Number(offset) % 2 === 1, scan: 3 })
  assert.deepEqual(
    odd.map(({ offset }) => offset),
    ['1'],
  )
  await assert.rejects(admin.readRange({ topic: 'no-such-topic', partition: 0, from: '0', count: 1 }), {
    name: 'Refused',
  })
})
