import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Topic } from '#lib/contract.ts'
import { decodeRecord } from '../http/decode.ts'
import { thermometers } from '../http/testing.ts'
import { startTestBroker } from '../kafka/testing.ts'
import { createLog } from '../log.ts'
import { until } from '../testing/until.ts'
import { createHealth } from './health.ts'

test('a real cluster is read as it is: topics, settings that drifted, lag, records; and its end is noticed', async () => {
  await using broker = await startTestBroker()
  const { admin, sink } = broker.door
  const declared: Topic = {
    ...thermometers.topics[0]!,
    settings: { partitions: 2, replication: 3, config: { 'retention.ms': '600000' } },
  }
  const health = createHealth({
    admin,
    feed: {
      cursor: () => '1',
      rate: () => 0,
      totals: () => [],
      pulse: () => ({ rate: 0, newest: 0, bad: 0, spark: [] }),
    },
    hub: { provide: () => {} },
    alerts: { counts: () => ({ firing: 0, critical: 0, acknowledged: 0 }), firing: () => 0, top: () => [] },
    requests: { counts: () => ({ waiting: 0, late: 0, failed: 0 }) },
    systems: [
      {
        ...thermometers,
        topics: [{ ...declared, settings: { ...declared.settings, config: { 'retention.ms': '86400000' } } }],
      },
    ],
    config: { demo: false, kafka: { embedded: false, physical: (name) => name, logical: (name) => name } },
    log: createLog('health-test', 'silent'),
    every: { cluster: 100, topics: 200, groups: 200, pulse: 1000, watch: 100 },
  })
  await using _ = { [Symbol.asyncDispose]: () => health.close() }
  const row = (name: string) => health.topics().rows.find((topic) => topic.name === name)

  await until('Kafka to be up', () => health.kafka().state === 'up')
  assert.equal(health.kafka().brokers, 1)
  await until('the topic to be missed', () => row('readings')?.missing)
  await admin.ensureTopics([declared])
  await sink.send(
    [1, 2, 3].map((value) => ({
      topic: 'readings',
      key: 'attic',
      partition: 0,
      value: JSON.stringify({ sensor: 'attic', value }),
    })),
  )
  const topic = await until('its records', () => (row('readings')?.records === 3 ? row('readings') : undefined))
  assert.deepEqual([topic.partitions, topic.replication, topic.offline, topic.underReplicated], [2, 1, 0, 0])

  const detail = await health.topic('readings')
  assert.deepEqual(detail?.parts[0], { id: 0, leader: 1, replicas: [1], isr: [1], low: '0', high: '3' })
  const retention = detail?.settings.find((setting) => setting.name === 'retention.ms')
  assert.deepEqual([retention?.value, retention?.declared, retention?.drift], ['600000', '86400000', true])

  const raws = await admin.readRange({ topic: 'readings', partition: 0, from: '1', count: 5 })
  assert.deepEqual(
    raws.map((raw) => decodeRecord(raw, declared).message),
    [
      { sensor: 'attic', value: 2 },
      { sensor: 'attic', value: 3 },
    ],
  )
  assert.match(health.pulse().notices.join(' '), /replicated less than declared: the cluster has one broker/)

  await broker.broker.stop()
  await until('the end to be noticed', () => health.kafka().state === 'down')
  assert.ok(health.kafka().cause)
  assert.equal(row('readings')?.records, 3, 'what was known stays')
})
