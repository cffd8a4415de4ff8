import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PulseData, TopicRow, ViewSpec } from '#lib/protocol.ts'
import { thermometers } from '../http/testing.ts'
import { createLog } from '../log.ts'
import type { MakeView, View } from '../ports.ts'
import { until } from '../testing/until.ts'
import { createHealth, type Health, type HealthDeps } from './health.ts'
import type { ClusterTopic } from './needs.ts'

const part = (more: Partial<ClusterTopic['partitions'][number]> = {}) => ({
  id: 0,
  leader: 1,
  replicas: [1],
  isr: [1],
  low: '10',
  high: '110',
  ...more,
})

function cluster() {
  const state = {
    down: false,
    topics: [
      { name: 'there.readings', partitions: [part()] },
      { name: 'stray', partitions: [part({ leader: -1, isr: [] }), part({ id: 1, replicas: [1, 2] })] },
    ] as ClusterTopic[],
    committed: '60',
    firing: 0,
  }
  const asked = async <T>(answer: T): Promise<T> => {
    if (state.down) throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9092'), { code: 'ECONNREFUSED' })
    return answer
  }
  const makers = new Map<ViewSpec['kind'], MakeView>()
  const flushed: { kind: string; urgent?: boolean }[] = []
  const deps: HealthDeps = {
    admin: {
      cluster: () => asked({ clusterId: 'c1', brokers: [{}] }),
      topics: () => asked(state.topics),
      groups: () =>
        asked([
          {
            id: 'display',
            state: 'Stable',
            members: [{ id: 'm', client: 'c', host: 'h', assigned: [] }],
            offsets: [{ topic: 'there.readings', partition: 0, committed: state.committed }],
          },
          {
            id: 'gone',
            state: 'Empty',
            members: [],
            offsets: [{ topic: 'there.readings', partition: 0, committed: '5' }],
          },
        ]),
      configs: () => asked([{ name: 'retention.ms', value: '1', source: 'topic', isDefault: false }]),
    },
    feed: {
      rate: () => 3,
      cursor: () => '100',
      totals: () => [{ topic: 'readings', in: 9, bad: 2, newest: 77 }],
      pulse: () => ({ rate: 3, newest: Date.now(), bad: 0, spark: [1, 2, 3] }),
    },
    hub: { provide: (kind, make) => makers.set(kind, make) },
    alerts: {
      counts: () => ({ firing: state.firing, critical: 0, acknowledged: 0 }),
      firing: () => state.firing,
      top: () => [],
    },
    requests: { counts: () => ({ waiting: 1, late: 0, failed: 0 }) },
    systems: [thermometers],
    config: {
      demo: true,
      kafka: { embedded: false, physical: (name) => `there.${name}`, logical: (name) => name.replace('there.', '') },
    },
    log: createLog('health-test', 'silent'),
    every: { cluster: 5, topics: 5, groups: 5, pulse: 10_000, watch: 5 },
  }
  const open = (spec: ViewSpec): View | string =>
    makers.get(spec.kind)!(spec, (urgent) => flushed.push({ kind: spec.kind, urgent }))
  const view = (spec: ViewSpec): View => {
    const made = open(spec)
    assert.ok(typeof made !== 'string', String(made))
    return made
  }
  return { state, deps, flushed, open, view }
}

const opened = (health: Health) => ({ health, [Symbol.asyncDispose]: () => health.close() })

test('topics tell what they hold, what is out of sync, who reads them, and which are missing', async () => {
  const { deps, state } = cluster()
  await using scope = opened(createHealth(deps))
  const rows = await until('topics and groups', () => {
    const { rows } = scope.health.topics()
    return rows.length === 2 && rows[0]?.groups.length === 2 ? rows : undefined
  })
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['there.readings', 'stray'],
    'those with a contract first',
  )
  assert.deepEqual(
    [...scope.health.feedLag()],
    [
      ['readings', 10],
      ['stray', 20],
    ],
  )
  const [readings, stray] = rows as [TopicRow, TopicRow]
  assert.equal(readings.contract?.topic, 'readings')
  assert.deepEqual([readings.records, readings.rate, readings.bad, readings.newest], [100, 3, 2, 77])
  assert.deepEqual(readings.groups, [
    { id: 'display', lag: 50 },
    { id: 'gone', lag: 100 },
  ])
  assert.deepEqual([stray.offline, stray.underReplicated, stray.replication, stray.contract], [1, 1, 2, null])
  state.topics = state.topics.slice(1)
  const lacking = await until('the topic to be missed', () => scope.health.topics().rows.find((row) => row.missing))
  assert.equal(lacking.name, 'there.readings')
})

test('a group that nobody serves is said to be so; its lag starts where the topic does', async () => {
  const { deps } = cluster()
  await using scope = opened(createHealth(deps))
  const rows = await until('lag', () => {
    const { rows } = scope.health.groups()
    return rows.some((row) => row.lag > 0) ? rows : undefined
  })
  const gone = rows.find(({ id }) => id === 'gone')
  assert.equal(gone?.lag, 100)
  assert.match(gone?.note ?? '', /nobody listens/)
})

test('Kafka going away is noticed, what was known stays, and its return is noticed too', async () => {
  const { deps, state } = cluster()
  await using scope = opened(createHealth(deps))
  const { health } = scope
  await until('Kafka to be up', () => health.kafka().state === 'up')
  assert.deepEqual([health.kafka().brokers, health.kafka().clusterId, health.kafka().mode], [1, 'c1', 'external'])
  await until('topics', () => health.topics().rows.length > 0)
  state.down = true
  await until('Kafka to be down', () => health.kafka().state === 'down')
  assert.ok(health.kafka().cause)
  assert.equal(health.topics().rows.length, 2)
  state.down = false
  await until('Kafka to be up again', () => health.kafka().state === 'up')
  assert.equal(health.kafka().cause, undefined)
})

test('the source’s word on Kafka counts more than our own polls', async () => {
  const { deps } = cluster()
  await using scope = opened(createHealth(deps))
  await until('Kafka to be up', () => scope.health.kafka().state === 'up')
  scope.health.observe({ state: 'down', since: 5, cause: 'stalled', brokers: 0, latencyMs: null, mode: 'external' })
  assert.deepEqual([scope.health.kafka().state, scope.health.kafka().cause], ['down', 'stalled'])
})

test('the pulse composes every word, and what nobody should wait for is flushed at once', async () => {
  const { deps, state, flushed, view } = cluster()
  await using scope = opened(createHealth(deps))
  const pulse = view({ kind: 'pulse' })
  await until('topics', () => scope.health.topics().rows.length > 0)
  const data = pulse.snapshot().data as PulseData
  assert.deepEqual(data.throughput, [1, 2, 3])
  assert.deepEqual(
    [data.systems.thermo?.state, data.systems.thermo?.say, data.topics, data.bad, data.demo],
    ['live', '3.0/s', 2, 2, true],
  )
  await until('the first beat', () => flushed.length > 0)
  flushed.length = 0
  state.firing = 1
  await until('an urgent flush', () => flushed.some(({ kind, urgent }) => kind === 'pulse' && urgent))
  assert.equal((pulse.snapshot().data as PulseData).systems.thermo?.state, 'warn')
})

test('a watched topic gets its settings when they come; one that is not there is refused', async () => {
  const { deps, open, view } = cluster()
  await using scope = opened(createHealth(deps))
  await until('topics', () => scope.health.topics().rows.length > 0)
  const topic = view({ kind: 'topic', topic: 'readings' })
  await until('its settings', () => (topic.snapshot().data as { settings: unknown[] }).settings.length > 0)
  assert.equal(typeof open({ kind: 'topic', topic: 'nothing' }), 'string')
  assert.equal((await scope.health.topic('there.readings'))?.declaredPartitions, 1)
  assert.equal(await scope.health.topic('nothing'), undefined)
})

test('a list view sends only rows that changed', async () => {
  const { deps, view, state } = cluster()
  await using scope = opened(createHealth(deps))
  await until('topics and groups', () => scope.health.topics().rows[0]?.groups.length === 2)
  const topics = view({ kind: 'topics' })
  assert.equal(topics.drain()?.rows?.length, 2)
  assert.equal(topics.drain()?.rows, undefined)
  state.committed = '110'
  const changed = await until('the lag to change', () => topics.drain()?.rows)
  assert.deepEqual(
    changed.map(({ k }) => k),
    ['there.readings'],
  )
})
