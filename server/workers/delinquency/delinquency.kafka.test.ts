import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { delinquency } from '#lib/systems/delinquency.ts'
import { readConfig } from '#server/config.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import { until } from '#server/testing/until.ts'
import { DAY, naive, parseNaive } from './calendar.ts'
import type { Intervention } from './intervention.ts'
import { newestTime } from './resume.ts'
import { simulate } from './simulator.ts'
import { topics as contractTopics } from './topics.ts'
import { startWorker } from './worker.ts'

const log = createLog('test', process.env.TEST_LOG ?? 'error')
const say = (raw: Raw) => JSON.parse(raw.value!.toString()) as Record<string, any>

test('transactions become predictions, predictions interventions, and later transactions their outcomes', async () => {
  await using kafka = await startTestBroker()
  const data = await mkdtemp(join(tmpdir(), 'milena-worker-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(data, { recursive: true, force: true }) }
  const topics = contractTopics()
  await kafka.door.admin.ensureTopics(delinquency.topics)
  const config = { ...readConfig({}), kafka: kafka.config, data, apiPort: 0 }
  const open = () => kafka.open({ compression: 'gzip' })

  // 60 days of 60 customers, as the simulator sends them.
  const filled = new AbortController()
  const sent = await simulate(
    { customers: 60, rate: 1, seed: 7, backfillDays: 60, sink: open().sink, topics, log, signal: filled.signal },
    () => filled.abort(),
  )
  assert.ok(sent > 60 * 60 * 0.6)
  const newest = await newestTime(open().openSource, topics.transactions, new AbortController().signal)
  assert.equal(naive(newest!).slice(0, 10), '2023-03-02')

  const seen: Raw[] = []
  const source = open().openSource({
    topics: [topics.predictions, topics.interventions, topics.dashboard],
    cursor: () => undefined,
    begin: { backMs: 1e12, maxRecords: 1e6 },
    onBatch: (records) => void seen.push(...records),
    onGap: () => {},
    onState: () => {},
  })
  const of = (topic: string) => seen.filter((raw) => raw.topic === topic)
  await using worker = await startWorker({ config, log, door: open() })

  // What was there before the group is history: windows are rebuilt from it and every customer is scored once.
  await until(
    'every customer has a score',
    () => new Set(of(topics.predictions).map((raw) => raw.key!.toString())).size >= 58,
  )
  const url = `http://127.0.0.1:${worker.port}`
  const health = await (await fetch(`${url}/health`)).json()
  assert.equal(health.status, 'healthy')
  assert.equal(health.kafka, 'up')

  // A customer whose salary stops and whose bills fail, over a month.
  const customer = say(of(topics.predictions).toSorted((a, b) => say(b).risk_score - say(a).risk_score)[0]!)
    .customer_id as string
  let at = newest!
  const transact = async (fields: object, headers?: Record<string, string>) => {
    const txn = {
      customer_id: customer,
      txn_time: naive(at),
      amount: 9000,
      txn_type: 'debit',
      channel: 'online',
      merchant_id: 'X_1',
      ...fields,
    }
    await kafka.door.sink.send([
      { topic: topics.transactions, key: customer, value: JSON.stringify(txn), ...(headers ? { headers } : {}) },
    ])
  }
  for (let i = 0; i < 8; i++) {
    at += 4 * DAY
    await transact({ category: i % 2 ? 'rent' : 'insurance', is_failed: true })
  }
  await kafka.door.sink.send([{ topic: topics.transactions, key: customer, value: '{"customer_id": 7' }])
  await transact({ category: 'rent', is_failed: true }, { 'x-request-id': 'req-1' })

  const answer = await until('the answer to the request', () =>
    of(topics.predictions).find((raw) => raw.headers?.['x-request-id'] === 'req-1'),
  )
  const prediction = say(answer)
  assert.equal(answer.key!.toString(), customer)
  assert.deepEqual(Object.keys(prediction).sort(), [
    'customer_id',
    'event_time',
    'event_type',
    'explanation',
    'risk_level',
    'risk_score',
    'timestamp',
    'top_features',
  ])
  assert.ok(prediction.risk_score > 0.5, `the score is ${prediction.risk_score}`)
  assert.ok(
    prediction.explanation.top_drivers.some(
      (d: { feature: string; impact: number }) => d.feature === 'failed_autodebit_count_30d' && d.impact > 0,
    ),
  )
  assert.equal(
    delinquency.topics.find((t) => t.name === topics.predictions)!.message.safeParse(prediction).success,
    true,
  )

  const intervention = (await until('an intervention', () =>
    of(topics.interventions)
      .map(say)
      .find((i) => i.customer_id === customer),
  )) as Intervention
  assert.equal(intervention.status, 'triggered')
  assert.match(intervention.intervention_id, new RegExp(`^INT_${customer}_\\d{14}$`))
  const cause = of(topics.predictions)
    .map(say)
    .find((p) => p.risk_score === intervention.risk_score)
  assert.equal(cause?.customer_id, customer)
  const dashboard = await until('the dashboard is told', () =>
    of(topics.dashboard).find((raw) => say(raw).customer_id === customer),
  )
  assert.equal(dashboard.key, null)
  assert.deepEqual(Object.keys(say(dashboard)), ['type', 'customer_id', 'risk_score', 'risk_level', 'event_time'])

  // They pay the rent after all, whoever they are all of it. Again and again: the worker may hear of the intervention only after the first.
  const outcome = await until('the outcome', async () => {
    at += 600
    await transact({ category: 'rent', merchant_id: 'RENT_1', amount: 90_000 })
    return of(topics.interventions)
      .map(say)
      .find((i) => i.intervention_id === intervention.intervention_id && i.status !== 'triggered')
  })
  // Which one depends on how far into the bad month the intervention came.
  assert.ok(['payment_made', 'no_response'].includes(outcome.status), outcome.status)
  assert.equal(worker.counts().deadLetters, 1)
  await kafka.door.sink.send([{ topic: topics.predictions, key: customer, value: '{"customer_id": 7' }])
  await until('a prediction nobody can read is put aside, too', () => worker.counts().deadLetters === 2)

  // The history is an index of the topic; a second start with another process' commits goes on where the first one stopped.
  const history = await until('history', async () => {
    const body = await (await fetch(`${url}/customer/${customer}/history?days=1`)).json()
    return body.count >= 5 ? body : undefined
  })
  assert.equal(history.history[0].score_date.length, 19)
  await worker.stop()
  const before = of(topics.predictions).length
  await using _again = await startWorker({ config, log, door: open() })
  await transact({ category: 'rent', is_failed: true }, { 'x-request-id': 'req-2' })
  const later = say(
    await until('a score after the restart', () =>
      of(topics.predictions).find((raw) => raw.headers?.['x-request-id'] === 'req-2'),
    ),
  )
  assert.ok(later.explanation.top_drivers.length === 5 && parseNaive(later.timestamp) > 0)
  assert.ok(of(topics.predictions).length - before < 20, 'nobody is scored anew because of a restart')
  await source.stop()
})
