import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { composeCancel, readNotCancelled } from '#lib/tda/cancel.ts'
import { readResult } from '#lib/tda/read.ts'
import { quantile } from '#server/bench/stats.ts'
import { readConfig } from '#server/config.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import { until } from '#server/testing/until.ts'
import { producer } from './client.ts'
import { every, folder, lag, listen, submission, topics } from './testing.ts'
import { startWorker, type TdaWorker } from './worker.ts'

const log = createLog('test', process.env.TEST_LOG ?? 'silent')
let kafka: TestBroker
let worker: TdaWorker
let data: Awaited<ReturnType<typeof folder>>
let heard: ReturnType<typeof listen>

before(async () => {
  kafka = await startTestBroker()
  data = await folder()
  await kafka.door.admin.ensureTopics(every)
  heard = listen(kafka.open())
  const config = { ...readConfig({ TDA_METRICS_PORT: '0' }), kafka: kafka.config, data: data.path }
  config.settings = { ...config.settings, TDA_METRICS_PORT: '0' }
  worker = await startWorker({ config, log, door: kafka.open({ compression: 'lz4', producer }), retryMs: 50 })
  // The first computation waits for Python to be made ready, on a new machine for minutes.
  await submit('first')
  await until('the first result', () => heard.end('first'), 240_000)
})
after(async () => {
  await worker?.stop()
  await data?.[Symbol.asyncDispose]()
  await kafka?.[Symbol.asyncDispose]()
})

const send = (record: Parameters<TestBroker['door']['sink']['send']>[0][number]) => kafka.door.sink.send([record])
const submit = (...args: Parameters<typeof submission>) => send(submission(...args))
const end = (job: string) => until(`the end of ${job}`, () => heard.end(job))
/** Large enough for many seconds of computation. */
const long = { count: 1000, shape: 'torus', max_dimension: 3, timeout_seconds: 30 } as const

test('a circle has one long loop, by every algorithm', async () => {
  for (const algorithm of [
    'vietoris_rips',
    'alpha_complex',
    'cech_complex',
    'witness_complex',
    'sparse_rips',
  ] as const) {
    await submit(algorithm, { algorithm, count: 100, noise: 0.02 })
    const { status, result_id } = await end(algorithm)
    assert.equal(status, 'completed', algorithm)
    const life = heard.times(algorithm).filter((said) => said.topic === topics.jobs)
    assert.deepEqual(
      life.map((said) => said.type),
      ['job.submitted', 'job.started', 'job.completed'],
    )
    const message = await until('its result', () => heard.of(algorithm, 'result.generated'))
    const result = readResult(message)
    assert.equal(result.result_id, result_id)
    assert.deepEqual({ ...result.betti }, { '0': 1, '1': 1 }, algorithm)
    const lives = result.pairs.filter((p) => p.dimension === 1).map((p) => p.death - p.birth)
    const [longest = 0, next = 0] = lives.toSorted((a, b) => b - a)
    assert.ok(longest > 0.5 && longest > 4 * next, `${algorithm}: ${longest} and ${next}`)
    assert.equal(result.pairs.filter((p) => p.death === Number.POSITIVE_INFINITY && p.dimension === 0).length, 1)
    const { from, to, steps, curves } = message.tda_results.betti_curves
    assert.equal(curves['1'].length, steps)
    assert.ok(from === 0 && to > 0 && Math.max(...curves['1']) >= 1)
  }
})
test('known shapes have their known pieces, loops and voids; a longest edge and every distance are respected', async () => {
  await submit('torus', { shape: 'torus', count: 400, noise: 0, algorithm: 'alpha_complex', max_dimension: 2 })
  await submit('clusters', { shape: 'two clusters', count: 80, max_dimension: 0 })
  await submit('eight', { shape: 'figure eight', count: 160, algorithm: 'cech_complex' })
  await submit('edge', { count: 100, noise: 0.02, max_edge_length: 1 })
  for (const metric of ['manhattan', 'chebyshev', 'minkowski', 'cosine'] as const)
    await submit(metric, { count: 60, metric, precision: 'single' })
  const result = async (job: string) => {
    assert.equal((await end(job)).status, 'completed', job)
    return readResult(await until('its result', () => heard.of(job, 'result.generated')))
  }
  assert.deepEqual({ ...(await result('torus')).betti }, { '0': 1, '1': 2, '2': 1 })
  assert.equal((await result('clusters')).betti['0'], 2)
  assert.equal((await result('eight')).betti['1'], 2)
  assert.ok((await result('edge')).pairs.some((p) => p.dimension === 1 && p.death === Number.POSITIVE_INFINITY))
  for (const metric of ['manhattan', 'chebyshev', 'minkowski', 'cosine'])
    assert.equal((await result(metric)).betti['1'], 1, metric)
})

test('small jobs are answered, one after the other', async (t) => {
  const took: number[] = []
  for (let i = 0; i < 25; i++) {
    const job = `quick-${i}`
    const began = performance.now()
    await submit(job, { seed: i })
    await until('its result', () => heard.of(job, 'result.generated'))
    took.push(performance.now() - began)
  }
  t.diagnostic(`asked to answered: p95 ${quantile(took, 0.95).toFixed(0)} ms`)
})

test('what cannot be computed fails with the platform’s error types, and the worker goes on', async () => {
  await submit('late', long, (m) => ({ parameters: { ...m.parameters, timeout_seconds: 0.4 } }))
  await submit('greedy', long, (m) => ({ parameters: { ...m.parameters, max_dimension: 2, memory_limit_mb: 130 } }))
  await submit('crooked', {}, () => ({ point_cloud: { points: [[1, 2], [3]] } }))
  await submit('taxi', { algorithm: 'alpha_complex' }, (m) => ({
    parameters: { ...m.parameters, metric: 'manhattan' },
  }))
  const failure = async (job: string) => {
    const { status, error_type, error_message } = await end(job)
    assert.equal(status, 'failed', job)
    assert.ok(error_message)
    return error_type
  }
  assert.equal(await failure('late'), 'timeout_error')
  assert.equal(await failure('greedy'), 'memory_error')
  assert.equal(await failure('crooked'), 'validation_error')
  assert.equal(await failure('taxi'), 'validation_error')
  assert.ok(!heard.types('crooked').includes('job.started'))
  for (const job of ['late', 'crooked', 'taxi'])
    await until(`an error event of ${job}`, () => heard.types(job).includes('error.occurred'))
  await submit('after')
  assert.equal((await end('after')).status, 'completed')
})

test('a running and a waiting job can be cancelled by a record; both end as the platform tells it', async () => {
  for (const job of ['running-1', 'running-2', 'waiting']) await submit(job, long)
  await until(
    'two run',
    () => heard.types('running-2').includes('job.started') && heard.types('running-1').includes('job.started'),
  )
  for (const job_id of ['waiting', 'running-1', 'running-2']) {
    const wish = composeCancel({ job_id, reason: 'a test' }, { now: new Date() })
    await send({ topic: topics.jobs, key: job_id, value: JSON.stringify(wish) })
  }
  for (const job of ['waiting', 'running-1', 'running-2']) {
    const { status, error_type, error_message } = await end(job)
    assert.deepEqual(
      { status, error_type, error_message },
      { status: 'failed', error_type: 'cancellation', error_message: 'Job cancelled: a test' },
    )
  }
  assert.ok(!heard.types('waiting').includes('job.started'))
  // Submitted again after its end, as "Send again" does; one that is completed stays so.
  await submit('waiting')
  await until('it is computed after all', () => heard.types('waiting').includes('job.completed'))
  await submit('waiting')
  await submit('later')
  await end('later')
  assert.equal(heard.types('waiting').filter((type) => type === 'job.started').length, 1)
})

test('a wish to cancel a job that is over is answered', async () => {
  await submit('over')
  await end('over')
  const wish = composeCancel({ job_id: 'over', reason: 'a test' }, { now: new Date() })
  await send({ topic: topics.jobs, key: 'over', value: JSON.stringify(wish) })
  const told = (job: string) => until(`the answer for ${job}`, () => heard.of(job, 'warning.issued'))
  assert.equal(readNotCancelled(await told('over'))!.why, 'completed before it could be cancelled')
  assert.equal(heard.ended('over'), 1)
})

test('a job whose Python dies is tried again, and started again; after three times it has failed', async () => {
  const starts = (job: string) => heard.types(job).filter((type) => type === 'job.started').length
  const kill = async (job: string, attempt: number) => {
    await until(`start ${attempt}`, () => starts(job) >= attempt)
    for (const pid of await until('a process', () => (worker.pids().length > 0 ? worker.pids() : undefined)))
      process.kill(pid, 'SIGKILL')
  }
  await submit('unlucky', long)
  for (const attempt of [1, 2, 3]) await kill('unlucky', attempt)
  assert.equal((await end('unlucky')).error_type, 'dependency_error')
  assert.equal(starts('unlucky'), 3)

  await submit('lucky', { count: 600 })
  await kill('lucky', 1)
  assert.equal((await end('lucky')).status, 'completed')
  assert.equal(starts('lucky'), 2)
})

test('a big result is in a file that holds every pair; its message carries those that live longest', async () => {
  const points = Array.from({ length: 3000 }, (_, i) => [Math.sin(i * 12.9898) * 10, Math.cos(i * 78.233) * 10])
  await submit('big', { shape: 'own points', points, algorithm: 'alpha_complex' })
  await end('big')
  const message = await until('its result', () => heard.of('big', 'result.generated'))
  const { storage_path, result_size, metadata } = message.payload
  const file = await readFile(join(data.path, storage_path), 'utf8')
  assert.equal(Buffer.byteLength(file), result_size)
  const stored = readResult({ job_id: 'big', tda_results: JSON.parse(file) }).pairs
  const carried = readResult(message).pairs
  assert.equal(stored.length, metadata.num_persistence_pairs)
  assert.equal(metadata.truncated, true)
  assert.equal(carried.length, 2000)
  const life = (p: { birth: number; death: number }) => p.death - p.birth
  const least = Math.min(...carried.map(life))
  assert.ok(stored.filter((p) => life(p) > least * 1.000001).length <= 2000)
  await until('an event tells of the file', () =>
    heard.all.some(
      (said) => said.type === 'file.processed' && said.message.payload.file_id === message.payload.result_id,
    ),
  )
})

test('unreadable records are dead letters with their bytes; submissions without points are left to others', async () => {
  await send({ topic: topics.jobs, key: 'torn', value: '{"job_id": "torn", "point' })
  const letter = await until('a dead letter', () => heard.all.find((said) => said.topic === 'milena.dead-letters'))
  assert.match(letter.message.cause, /not-json/)
  assert.equal(letter.message.origin_topic, topics.jobs)
  assert.equal(Buffer.from(letter.message.value_base64, 'base64').toString(), '{"job_id": "torn", "point')
  await submit('pure', {}, () => ({ point_cloud: undefined, parameters: undefined }))
  await until('a warning', () => heard.types('pure').includes('warning.issued'))
  assert.equal(heard.ended('pure'), 0)
  await until('nothing is left to do', async () => (await lag(kafka.door)) === 0)
})

test('figures and health are served, by the platform’s names', async () => {
  const url = `http://127.0.0.1:${worker.port}`
  const text = await (await fetch(`${url}/metrics`)).text()
  for (const line of [
    /^tda_kafka_messages_produced_total\{topic="tda_results",message_type="result.generated",status="success"\} \d/m,
    /^tda_kafka_producer_latency_seconds_bucket\{le="0.025",topic="tda_jobs",message_type="job.completed"\} \d/m,
    /^tda_kafka_connection_status\{component="consumer"\} 1$/m,
    /^tda_kafka_connection_status\{component="producer"\} 1$/m,
    /^tda_job_events_total\{event_type="job.failed"\} \d/m,
    /^tda_computation_results_total\{result_type="persistence_diagram"\} \d/m,
  ])
    assert.match(text, line)
  const edges = [...text.matchAll(/latency_seconds_bucket\{le="([^"]+)",topic="tda_jobs",message_type="job.started"/g)]
  assert.deepEqual(
    edges.map((m) => m[1]),
    ['0.001', '0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '+Inf'],
  )
  const health = await (await fetch(`${url}/health`)).json()
  assert.equal(health.kafka_cluster.broker_count, 1)
  assert.equal(health.producer.metrics.messages_failed, 0)
  assert.ok(health.producer.metrics.bytes_sent > 1000)
  assert.equal((await fetch(`${url}/other`)).status, 404)
  assert.ok(heard.all.some((said) => said.message.type === 'computation_metrics'))
  const told = await until('health is told on Kafka', () => heard.all.find((said) => said.type === 'system.health'))
  assert.equal(told.message.payload.kafka_cluster.status, 'healthy')
})
