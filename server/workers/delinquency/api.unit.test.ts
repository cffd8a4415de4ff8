import assert from 'node:assert/strict'
import test from 'node:test'
import { createLog } from '#server/log.ts'
import { createScoringApi } from './api.ts'
import { localNaive, parseNaive } from './calendar.ts'
import { createEngine } from './engine.ts'
import { serveApi } from './http.ts'
import { openPast } from './past.ts'
import type { Prediction } from './prediction.ts'
import { openModel } from './score.ts'
import { createSimulation } from './simulation.ts'

/** The API over 40 simulated customers, and what it would have put on the topics. */
async function start() {
  const model = await openModel()
  const engine = createEngine(model)
  const simulation = createSimulation({ customers: 40, seed: 7 })
  for (const profile of simulation.profiles) engine.profiles.set(profile.customer_id, profile)
  let offset = 0
  while (simulation.day() < 70) {
    for (const txn of simulation.nextDay())
      engine.windows.feed({ partition: 0, offset: String(offset++) }, txn, parseNaive(txn.txn_time))
  }
  const log = createLog('test', 'silent')
  const history = await openPast(':memory:', log)
  const emitted: { prediction: Prediction; requestId?: string }[] = []
  const answer = createScoringApi({
    engine,
    history,
    kafka: () => ({ state: 'down', cause: 'nobody listens' }),
    emit(prediction, requestId) {
      emitted.push({ prediction, ...(requestId ? { requestId } : {}) })
      history.keep(prediction)
    },
  })
  const server = await serveApi({ port: 0, answer, log })
  const url = `http://127.0.0.1:${server.port}`
  const get = async (path: string) => {
    const response = await fetch(url + path)
    return { status: response.status, body: (await response.json()) as any }
  }
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(url + path, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...headers },
    })
    return { status: response.status, body: (await response.json()) as any }
  }
  const stop = async () => {
    await server.stop()
    await history.close()
    await model.close()
  }
  return {
    get,
    post,
    emitted,
    customer: simulation.profiles[0]!.customer_id,
    ids: simulation.profiles.map((p) => p.customer_id),
    [Symbol.asyncDispose]: stop,
  }
}

test('a prediction is asked for, given, emitted and remembered, with Kafka down', async () => {
  await using api = await start()
  const { status, body } = await api.post('/predict', { customer_id: api.customer }, { 'x-request-id': 'r1' })
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), [
    'customer_id',
    'risk_score',
    'risk_level',
    'top_features',
    'explanation',
    'timestamp',
  ])
  assert.ok(body.risk_score > 0 && body.risk_score < 1)
  assert.equal(api.emitted[0]?.requestId, 'r1')
  const past = await api.get(`/customer/${api.customer}/history?days=1`)
  assert.equal(past.body.count, 1)
  assert.equal(past.body.history[0].risk_score, body.risk_score)
  assert.equal(past.body.history[0].top_feature_1, body.explanation.top_drivers[0].feature)
  assert.match(past.body.history[0].score_date, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  const { body: health } = await api.get('/health')
  assert.deepEqual(
    { status: health.status, loaded: health.model_loaded, database: health.database_connected, kafka: health.kafka },
    { status: 'healthy', loaded: true, database: true, kafka: 'down' },
  )
})

test('many at once: those that fail are left out; figures add up', async () => {
  await using api = await start()
  const { body } = await api.post('/batch_predict', { customer_ids: [...api.ids, 'nobody'] })
  assert.equal(body.length, 40)
  const { body: stats } = await api.get('/stats')
  assert.equal(stats.total_customers, 40)
  assert.equal(stats.high_risk_count + stats.medium_risk_count + stats.low_risk_count, 40)
  const mean = body.reduce((sum: number, p: Prediction) => sum + p.risk_score, 0) / 40
  assert.ok(Math.abs(stats.avg_risk_score - mean) < 1e-9)
  const { body: high } = await api.get('/high_risk_customers?limit=50')
  assert.equal(high.count, stats.high_risk_count)
  assert.deepEqual(Object.keys(high.customers[0]), [
    'customer_id',
    'risk_score',
    'risk_level',
    'score_date',
    'top_feature_1',
    'top_feature_1_impact',
  ])
})

test('the score of an earlier day is that of the window then', async () => {
  await using api = await start()
  const then = await api.post('/predict', { customer_id: api.customer, observation_date: '2023-02-20T12:00:00' })
  const again = await api.post('/predict', { customer_id: api.customer, observation_date: '2023-02-20T12:00:00' })
  assert.equal(then.status, 200)
  assert.equal(again.body.risk_score, then.body.risk_score)
})

test('errors are worded as FastAPI words them', async () => {
  await using api = await start()
  const unknown = await api.post('/predict', { customer_id: 'nobody' })
  assert.deepEqual(unknown, {
    status: 500,
    body: { detail: 'Prediction failed: No transactions found for customer nobody' },
  })
  const date = await api.post('/predict', { customer_id: api.customer, observation_date: 'yesterday' })
  assert.deepEqual(date, { status: 500, body: { detail: "Prediction failed: Invalid isoformat string: 'yesterday'" } })
  const zone = await api.post('/predict', { customer_id: api.customer, observation_date: '2023-02-20T12:00:00Z' })
  assert.equal(zone.status, 500)
  const missing = await api.post('/predict', {})
  assert.deepEqual(missing, {
    status: 422,
    body: { detail: [{ type: 'missing', loc: ['body', 'customer_id'], msg: 'Field required', input: {} }] },
  })
  const wrong = await api.post('/batch_predict', { customer_ids: ['a', 7] })
  assert.deepEqual(wrong.body.detail[0].loc, ['body', 'customer_ids', 1])
  assert.equal((await api.post('/predict', '{"customer_id":')).body.detail[0].type, 'json_invalid')
  assert.equal((await api.post('/predict', '{"customer_id":"a"}', { 'content-type': 'text/plain' })).status, 422)
  assert.equal((await api.get('/high_risk_customers?limit=many')).body.detail[0].type, 'int_parsing')
  assert.deepEqual(await api.get('/nowhere'), { status: 404, body: { detail: 'Not Found' } })
  assert.equal((await api.get('/predict')).status, 405)
  assert.deepEqual(await api.get('/customer/nobody/history'), {
    status: 200,
    body: { customer_id: 'nobody', history: [], message: 'No history found for this customer' },
  })
  assert.equal((await api.get('/stats')).body.last_updated.length, localNaive().length)
})
