import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tda } from '../systems/tda.ts'
import { computations, serviceOf } from './service.ts'

const monitoring = tda.topics.at(-1)!
const computed = (ms: number, algorithm = 'vietoris_rips') => ({
  type: 'computation_metrics',
  timestamp: '2025-08-14T04:59:16.100',
  metrics: { algorithm, computation_time_ms: ms, num_points: 120, num_persistence_pairs: 10, window_id: '1-2' },
})
const streaming = (errors: number) => ({
  timestamp: '2025-08-14T04:59:16.100',
  job_name: 'tda-streaming',
  metrics: { windows_per_second: 2.5, points_per_second: 300, avg_computation_time: 0.2, error_rate: errors },
  system_info: { parallelism: 4, checkpointing_enabled: true, state_backend: 'rocksdb' },
})
const health = (status: string, source = 'tda-backend') => ({
  metadata: {
    ...{ message_id: 'health-1', message_type: 'system.health', timestamp: '2025-08-14T04:59:16.100' },
    source_service: source,
  },
  payload: {
    kafka_cluster: { status, broker_count: 1, topic_count: 4, details: {} },
    schema_registry: { status: 'not_configured' },
    producer: { status: 'healthy', metrics: { messages_sent: 7, success_rate: 1, is_healthy: true } },
  },
})

it('reads health, throughput, errors and the producer’s counters from every shape on the gauge, the newest of each', () => {
  const messages = [
    { t: 3, m: health('healthy') },
    { t: 1, m: health('unhealthy') },
    { t: 2, m: health('unhealthy', 'flink') },
    { t: 4, m: streaming(0.02) },
    { t: 5, m: computed(10) },
  ]
  for (const { m } of messages) assert.ok(monitoring.message.safeParse(m).success)
  const { healths, numbers } = serviceOf(messages)
  assert.deepEqual(
    healths.map(({ t, health: h }) => [h.source, h.tone, t]),
    [
      ['flink', 'bad', 2],
      ['tda-backend', 'good', 3],
    ],
  )
  assert.deepEqual(
    numbers.map((n) => [n.title, n.value, n.unit, n.t]),
    [
      ['Windows', 2.5, '/s', 4],
      ['Points', 300, '/s', 4],
      ['Mean computation', 0.2, 's', 4],
      ['Errors', 2, '%', 4],
      ['Sent well', 100, '%', 3],
      ['Messages sent', 7, '', 3],
    ],
  )
})

it('tells how long computations take by algorithm', () => {
  const messages = [1, 2, 3, 4, 100].map((ms) => ({ t: ms, m: computed(ms) }))
  assert.deepEqual(computations([...messages, { t: 9, m: computed(7, 'alpha_complex') }, { t: 9, m: streaming(0) }]), [
    { algorithm: 'vietoris_rips', n: 5, median: 3, p95: 100 },
    { algorithm: 'alpha_complex', n: 1, median: 7, p95: 7 },
  ])
})
