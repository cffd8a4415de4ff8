import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import * as ort from 'onnxruntime-web'
import { createLog } from '#server/log.ts'
import { listModels, modelFolder } from './models.ts'
import { type ModelService, serveModels } from './service.ts'

const log = createLog('test', 'error')
const serve = () => serveModels({ port: 0, log })
const post = async (service: ModelService, query: string, body: unknown, type = 'application/json') => {
  const init = {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
  const response = await fetch(service.url.replace('/predict', query), init)
  return { status: response.status, body: (await response.json()) as any }
}
const get = async (service: ModelService, path: string) => fetch(service.url.replace('/predict', path))
const fixture = JSON.parse(readFileSync(join(modelFolder, 'fixture.json'), 'utf8')) as Record<
  string,
  { rows: number[][]; probabilities: number[][] }
>
const row = new Array<number>(150).fill(0.5)

test('the service says what the models say when run by hand, here and in Python', async () => {
  await using service = await serve()
  for (const { model, version, file, width } of await listModels()) {
    const { rows, probabilities } = fixture[`${model}_v${version}`]!
    const { status, body } = await post(service, `/predict?model_name=${model}&version=v${version}`, rows)
    assert.equal(status, 200)
    const session = await ort.InferenceSession.create(readFileSync(join(modelFolder, file)), {
      executionProviders: ['wasm'],
    })
    const features = new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, width])
    const byHand = (await session.run({ features }, ['probabilities'])).probabilities!.data as Float32Array
    assert.deepEqual(body.predictions.flat(), [...byHand])
    for (const [i, told] of probabilities.flat().entries())
      assert.ok(Math.abs(told - byHand[i]!) < 1e-5, `${file} ${i}`)
    await session.release()
  }
})

test('models are found by the names and versions that either consumer sends', async () => {
  await using service = await serve()
  const status = async (name: string, version: string) =>
    (await post(service, `/predict?model_name=${name}&version=${version}`, [row])).status
  for (const [name, version] of [
    ['lightgbm', 'v1'],
    // The pipeline's own consumer asks so for v1, and got 404.
    ['lightgbm', '0'],
    ['BTCUSDT_lightgbm', '1'],
    ['btcusdt_lightgbm', '0'],
    ['mlp', 'v1'],
  ])
    assert.equal(await status(name!, version!), 200, `${name} ${version}`)
  for (const [name, version] of [
    ['lightgbm', 'v0'],
    ['BTCUSDT_lightgbm', '0'],
    ['lightgbm', '9'],
    ['tst', '1'],
    ['lightgbm', 'latest'],
  ])
    assert.equal(await status(name!, version!), 404, `${name} ${version}`)
})

test('what cannot be predicted is answered as the pipeline’s own service does', async () => {
  await using service = await serve()
  const here = '/predict?model_name=lightgbm&version=v1'
  const ask = async (query: string, body: unknown, type?: string) => {
    const answer = await post(service, query, body, type)
    assert.ok('detail' in answer.body)
    return answer.status
  }
  assert.equal(await ask(here, []), 400)
  assert.equal(await ask(here, new Array(5001).fill([1])), 400)
  assert.equal(await ask(here, [row, [1, 2]]), 400)
  assert.equal(await ask(here, { features: [row] }), 422)
  assert.equal(await ask(here, ['one']), 422)
  assert.equal(await ask(here, [['one']]), 422)
  assert.equal(await ask(here, '[[1,'), 422)
  assert.equal(await ask(here, '[[1]]', 'text/plain'), 422)
  assert.equal(await ask('/predict?version=1', [row]), 422)
  assert.equal(await ask('/predict?model_name=lightgbm', [row]), 422)
  assert.equal(await ask(here, [[1, 2, 3]]), 500)
  assert.match((await post(service, here, [[1, 2, 3]])).body.detail, /^Prediction failed: /)
  assert.equal((await get(service, '/nothing')).status, 404)
  assert.equal((await get(service, '/predict')).status, 405)
})

test('availability, refresh, list, health and metrics have the documented shape', async () => {
  await using service = await serve()
  const available = async (query: string, body: unknown) =>
    (await post(service, `/is_model_available${query}`, body)).body.available
  assert.equal(await available('', { model_name: 'lightgbm', version: 0 }), true, 'a whole number counts from 0')
  assert.equal(await available('', { model_name: 'lightgbm', version: '1' }), true)
  assert.equal(await available('', { model_name: 'lightgbm', version: 7 }), false)
  assert.equal(await available('?model_name=btcusdt_lightgbm&version=0', ''), true)
  assert.deepEqual((await post(service, '/refresh', { model_name: 'lightgbm' })).body, {
    status: 'models loaded',
    models: {
      lightgbm: [
        [1, 1],
        [2, 2],
      ],
    },
  })
  assert.equal((await post(service, '/refresh', '')).body.models.mlp[0][0], 1)
  const models = (await (await get(service, '/models')).json()) as any[]
  assert.deepEqual(models[0], {
    model_name: 'lightgbm',
    version: 'v1',
    loaded: true,
    input_shape: [null, 150],
    output_shape: [null, 3],
  })
  const health = { status: 'healthy', models_loaded: 3, onnxruntime_available: true, prometheus_available: true }
  assert.deepEqual(await (await get(service, '/health')).json(), health)
  await post(service, '/predict?model_name=mlp&version=v1', [row])
  const metrics = await (await get(service, '/metrics')).text()
  assert.match(metrics, /ml_predictions_total\{model_name="mlp",version="v1",status="success"\} 1/)
  assert.match(metrics, /ml_predictions_duration_seconds_count\{model_name="mlp",version="v1"\} 1/)
  assert.match(metrics, /ml_active_models 3/)
  assert.match(metrics, /ml_model_load_errors_total 0/)
})
