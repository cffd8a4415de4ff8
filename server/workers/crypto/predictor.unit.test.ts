import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { createLog } from '#server/log.ts'
import { until } from '#server/testing/until.ts'
import { createMarket } from './market.ts'
import { createPredictor, type PredictorOptions } from './predictor.ts'

const log = createLog('test', 'fatal')
const market = createMarket({ seed: 3, price: 50_000, from: 0 })
const candles = Array.from({ length: 32 }, () => market.next())
const places = [29, 30, 31]

/** A model service that answers as told, and what it was asked. */
async function stub(answer: (path: string, body: any) => { status: number; body?: unknown }) {
  const asked: { path: string; body: any }[] = []
  const server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    const body = text ? JSON.parse(text) : undefined
    asked.push({ path: req.url!, body })
    const said = answer(req.url!, body)
    res.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`
  const open = (more: Partial<PredictorOptions> = {}) =>
    createPredictor({
      url: () => url,
      symbol: 'BTCUSDT',
      model: 'lightgbm',
      version: 'v1',
      log,
      waits: [1, 1, 1],
      restMs: 50,
      ...more,
    })
  return {
    ...{ asked, open, predictions: () => asked.filter(({ path }) => path.startsWith('/predict')) },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
const said = (body: any) => ({
  status: 200,
  body: { predictions: body.map((_: unknown, i: number) => [0.1, 0.2, 0.7 - i / 1e6]) },
})

test('a service that does not list its models is sent the pipeline’s own 150 numbers, as a bare array', async () => {
  await using service = await stub((path, body) => (path.startsWith('/predict') ? said(body) : { status: 404 }))
  const answers = await service.open().predict(candles, places)
  assert.equal(answers?.length, 3)
  const [{ path, body }] = service.predictions() as [{ path: string; body: number[][] }]
  assert.equal(path, '/predict?model_name=lightgbm&version=v1')
  assert.deepEqual(
    body.map((row) => row.length),
    [150, 150, 150],
  )
})

test('a model is fed with as many columns as the service says it takes', async () => {
  const listed = [{ model_name: 'lightgbm', version: '1', loaded: true, input_shape: [null, 26] }]
  await using service = await stub((path, body) => (path === '/models' ? { status: 200, body: listed } : said(body)))
  await service.open().predict(candles, places)
  assert.equal(service.predictions()[0]!.body[0].length, 26)
})

test('a model that is registered by symbol, or counted from 0, is found, and stays found', async () => {
  await using service = await stub((path, body) =>
    path === '/predict?model_name=btcusdt_lightgbm&version=0'
      ? said(body)
      : { status: 404, body: { detail: 'Model not found' } },
  )
  const predictor = service.open()
  assert.ok(await predictor.predict(candles, places))
  const before = service.predictions().length
  assert.equal(before, 3)
  assert.ok(await predictor.predict(candles, places))
  assert.equal(service.predictions().length, before + 1)
})

test('a service in trouble is asked three times more, then left alone for a while, and found again', async () => {
  let well = false
  await using service = await stub((path, body) => {
    if (path === '/models') return { status: 404 }
    return well ? said(body) : { status: 503, body: { detail: 'ONNX Runtime not available' } }
  })
  const predictor = service.open({ restMs: 200 })
  assert.equal(await predictor.predict(candles, places), null)
  assert.equal(service.predictions().length, 4)
  assert.match(predictor.problem() ?? '', /503/)
  assert.equal(await predictor.predict(candles, places), null)
  assert.equal(service.predictions().length, 4, 'not asked while it rests')
  well = true
  await until('the service is asked again', () => predictor.predict(candles, places))
  assert.equal(predictor.problem(), undefined)
})

test('a refusal is not repeated', async () => {
  await using service = await stub((path) => ({ status: path === '/models' ? 404 : 422, body: { detail: [] } }))
  assert.equal(await service.open().predict(candles, places), null)
  assert.equal(service.predictions().length, 1)
})

test('an answer of another shape is none', async () => {
  await using service = await stub((path) =>
    path === '/models' ? { status: 404 } : { status: 200, body: { predictions: [[1, 2]] } },
  )
  const predictor = service.open()
  assert.equal(await predictor.predict(candles, places), null)
  assert.ok(predictor.problem())
})

test('who pauses does not wait for a service that hangs', async () => {
  await using service = await stub(() => ({ status: 503 }))
  const leaving = new AbortController()
  const asking = service.open({ waits: [60_000] }).predict(candles, places, leaving.signal)
  await until('it was asked', () => service.asked.length > 0)
  leaving.abort()
  assert.equal(await asking, null)
})
