import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { groupOf } from '#lib/crypto/pipeline.ts'
import { deadLetters } from '#lib/own-topics.ts'
import { createLog } from '#server/log.ts'
import { noteService } from '#server/store/crypto-service.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { scaledWindow } from './features.ts'
import { listModels, openModel } from './models.ts'
import { newestCandle, produce } from './producer.ts'
import { serveModels } from './service.ts'
import { batchOf, begin, candlesOf, type Pipeline, startPipeline } from './testing.ts'

const log = createLog('test', 'fatal')
let pipeline: Pipeline
let service: Awaited<ReturnType<typeof serveModels>>
const name = (crypto: string, model = 'lightgbm', version = 'v1') => ({ crypto, model, version })
const serviceUrl = () => service.url

before(async () => {
  ;[pipeline, service] = await Promise.all([startPipeline(), serveModels({ port: 0, log })])
})
after(async () => {
  await service?.[Symbol.asyncDispose]()
  await pipeline?.[Symbol.asyncDispose]()
})
const send = (records: { topic: string; key: string; value: string }[]) => pipeline.door.sink.send(records)
const allSaid = (symbol: string, n: number, column = 'lightgbm_1') =>
  until(`${n} predictions of ${symbol}`, async () => (await pipeline.count(symbol, column)) === n)
const times = (who: ReturnType<typeof name>) => pipeline.lines(who).map((line) => line.slice(0, 25))

/** Holds the table to what the model says when run by hand over the same candles; returns that. */
async function saidByHand(symbol: string, candles: ReturnType<typeof candlesOf>) {
  const model = await openModel((await listModels())[0]!)
  const byHand = await model.run(
    candles
      .map((_, i) => i)
      .slice(29)
      .map((i) => scaledWindow(candles, i)),
  )
  await model.close()
  const { rows } = await pipeline.pool.query(
    `select lightgbm_1 as said from ${symbol.toLowerCase()} where lightgbm_1 is not null order by open_time`,
  )
  assert.deepEqual(
    rows.map((row) => row.said),
    byHand.map((said) => [...said]),
  )
  return byHand
}

test('candles of both dialects become predictions in table and file, once, as the model says by hand; what is no candle is kept with its cause', async () => {
  const who = name('AAAUSDT')
  await pipeline.topic(who.crypto)
  const candles = candlesOf(60)
  const bad = '{"open_time": "2025'
  await send([
    batchOf(who.crypto, candles.slice(0, 40).reverse()),
    { topic: who.crypto, key: 'x', value: bad },
    batchOf(who.crypto, candles.slice(40, 50), 'u'),
    { topic: who.crypto, key: 'x', value: JSON.stringify([{ close: 1 }]) },
    // Late and repeated ones are passed over; a single object is a candle, too.
    batchOf(who.crypto, candles.slice(30, 51)),
    ...candles
      .slice(51)
      .map((candle) => ({ ...batchOf(who.crypto, [candle]), value: batchOf(who.crypto, [candle]).value.slice(1, -1) })),
  ])
  await using _consumer = pipeline.consumer(who, { serviceUrl })
  await allSaid(who.crypto, 31)
  assert.equal(await pipeline.count(who.crypto), 60)
  await until('the file has its lines', () => pipeline.lines(who).length === 31)
  assert.equal(pipeline.state(who), 'running')

  const byHand = await saidByHand(who.crypto, candles)
  assert.equal(pipeline.lines(who)[0], `2025-10-09T00:29:00+00:00,"[${byHand[0]!.join(', ')}]"`)

  const range = { topic: deadLetters.name, partition: 0, from: '0', count: 10 }
  await until('two dead letters', async () => (await pipeline.door.admin.readRange(range)).length === 2)
  const [letter, other] = (await pipeline.door.admin.readRange(range)).map(({ value }) => JSON.parse(String(value)))
  assert.match(letter.cause, /not-json/)
  assert.deepEqual(
    [letter.group, letter.origin_topic, letter.offset, Buffer.from(letter.value_base64, 'base64').toString()],
    [groupOf(who.model, who.version), who.crypto, '1', bad],
  )
  assert.match(other.cause, /no open_time/)
})

test('a consumer that is killed in the middle of 4,000 candles leaves no hole and no double', async () => {
  const who = name('KILUSDT')
  await pipeline.topic(who.crypto)
  const candles = candlesOf(4000, 2)
  await send(Array.from({ length: 100 }, (_, i) => batchOf(who.crypto, candles.slice(40 * i, 40 * i + 40))))
  await noteService({ data: pipeline.data }, service.url)
  const worker = () =>
    launch(
      'server/workers/main.ts',
      ['crypto', '--crypto', who.crypto, '--model', who.model, '--version', who.version],
      pipeline.env,
    )
  const first = worker()
  await until('it is in the middle', async () => (await pipeline.count(who.crypto, 'lightgbm_1')) > 100)
  first.kill('SIGKILL')
  await gone(first)
  const second = worker()
  try {
    await heard(second)
    await allSaid(who.crypto, 3971)
    assert.equal(await pipeline.count(who.crypto), 4000)
    await until('the file has its lines', () => pipeline.lines(who).length >= 3971)
    assert.equal(new Set(times(who)).size, 3971)
    assert.equal(times(who).length, 3971)
    // Deleted by its state file, a process of its own ends.
    const ended = once(second, 'exit')
    pipeline.command(who, 'delete')
    assert.equal((await ended)[0], 0)
    assert.equal(pipeline.state(who), 'deleted')
  } finally {
    second.kill('SIGKILL')
  }
})

test('a pause is obeyed and skips nothing; a database that is killed costs nothing; a lost row is written again', async () => {
  const who = name('PAUUSDT', 'mlp')
  await pipeline.topic(who.crypto)
  const candles = candlesOf(90, 3)
  await send([batchOf(who.crypto, candles.slice(0, 50))])
  await using consumer = pipeline.consumer(who, { serviceUrl })
  await allSaid(who.crypto, 21, 'mlp_1')
  await until('it runs', () => pipeline.state(who) === 'running')
  pipeline.command(who, 'pause')
  await until('it is paused', () => pipeline.state(who) === 'paused')
  await send([batchOf(who.crypto, candles.slice(50, 70))])
  await pipeline.killDatabase()
  assert.equal(await pipeline.count(who.crypto), 50)
  assert.equal(consumer.state(), 'paused')
  // Somebody loses rows meanwhile; when the consumer starts again it finds what the topic has and the table has not.
  await pipeline.pool.query('delete from pauusdt where open_time >= to_timestamp($1)', [begin / 1000 + 40 * 60])
  pipeline.command(who, 'start')
  await allSaid(who.crypto, 41, 'mlp_1')
  await send([batchOf(who.crypto, candles.slice(70))])
  await allSaid(who.crypto, 61, 'mlp_1')
  assert.equal(await pipeline.count(who.crypto), 90)
})

test('candles that came while the model service was away are predicted when it is back', async () => {
  const who = name('AWYUSDT', 'lightgbm', 'v2')
  await pipeline.topic(who.crypto)
  let url = 'http://127.0.0.1:1/predict'
  await send([batchOf(who.crypto, candlesOf(50, 4))])
  await using _consumer = pipeline.consumer(who, { serviceUrl: () => url })
  await until('the candles are written', async () => (await pipeline.count(who.crypto)) === 50)
  const file = join(pipeline.data, 'crypto/states/AWYUSDT_lightgbm_v2.json')
  await until('the state tells why', () => /"error_msg":"the model service/.test(readFileSync(file, 'utf8')))
  assert.equal(await pipeline.count(who.crypto, 'lightgbm_2'), 0)
  url = service.url
  await allSaid(who.crypto, 21, 'lightgbm_2')
  await until('the file has its lines', () => times(who).length === 21)
})

test('candles without a prediction are predicted by a consumer that is started later, though no candle comes', async () => {
  const who = name('LFTUSDT')
  await pipeline.topic(who.crypto)
  await send([batchOf(who.crypto, candlesOf(50, 8))])
  const first = pipeline.consumer(who, { serviceUrl: () => 'http://127.0.0.1:1/predict' })
  await until('the candles are written', () => first.counts().candles === 50)
  await first.stop()
  assert.equal(await pipeline.count(who.crypto, 'lightgbm_1'), 0)
  await using second = pipeline.consumer(who, { serviceUrl })
  await allSaid(who.crypto, 21)
  await until('the file has its lines', () => times(who).length === 21)
  assert.equal(second.counts().candles, 0)
})

test('two processes of a group share the partitions, and every candle is predicted once, from a whole window', async () => {
  const who = name('TWOUSDT')
  await pipeline.topic(who.crypto, 4)
  const candles = candlesOf(400, 5)
  const doors = [pipeline.broker.open(), pipeline.broker.open()]
  await using first = pipeline.consumer(who, { serviceUrl, door: doors[0]! })
  await using second = pipeline.consumer(who, { serviceUrl, door: doors[1]! })
  await until('both run', () => first.state() === 'running' && second.state() === 'running')
  for (let i = 0; i < 40; i++) {
    await send([{ ...batchOf(who.crypto, candles.slice(10 * i, 10 * i + 10)), key: `batch ${i}` }])
  }
  await allSaid(who.crypto, 371)
  await until('the file has its lines', () => times(who).length >= 371)
  assert.equal(new Set(times(who)).size, times(who).length)
  assert.ok(first.counts().candles > 0 && second.counts().candles > 0, 'both worked')
  await saidByHand(who.crypto, candles)
})

test('the producer goes on where the topic stands, in batches no larger than told', async () => {
  const symbol = 'PROUSDT'
  await pipeline.topic(symbol)
  const candles = candlesOf(120, 6)
  const run = (some: typeof candles, batch: number) =>
    produce({
      ...{ symbol, sink: pipeline.door.sink, dialect: 'f' as const, batch, batchBytes: 900_000, paceMs: 0, log },
      ...{ liveFrom: begin + 100 * 60_000, mayRun: () => true, signal: new AbortController().signal },
      ...{ candles: () => some, newest: () => newestCandle(pipeline.door.admin, symbol) },
    })
  assert.equal(await run(candles.slice(0, 70), 30), 70)
  assert.equal(await run(candles, 30), 50)
  const records = await pipeline.door.admin.readRange({ topic: symbol, partition: 0, from: '0', count: 100 })
  const sizes = records.map(({ value }) => (JSON.parse(value!.toString()) as unknown[]).length)
  assert.deepEqual(sizes, [30, 30, 10, 30, ...new Array(20).fill(1)])
  assert.match(records[1]!.key!.toString(), /^PROUSDT_batch_\d{13}_30$/)
})

test('a job that is dropped starts a consumer in the worker that runs without arguments', async () => {
  const who = name('JOBUSDT')
  await pipeline.topic(who.crypto)
  await send([batchOf(who.crypto, candlesOf(35, 7))])
  await noteService({ data: pipeline.data }, service.url)
  const jobs = join(pipeline.data, 'own-jobs')
  mkdirSync(jobs)
  const worker = launch('server/workers/main.ts', ['crypto'], { ...pipeline.env, JOBS_DIR: jobs })
  try {
    await heard(worker)
    writeFileSync(
      join(jobs, 'any.sh'),
      `#!/bin/sh\nnpm run worker crypto -- --crypto ${who.crypto} --model lightgbm --version v1\n`,
    )
    await allSaid(who.crypto, 6)
    worker.kill('SIGTERM')
    assert.equal((await once(worker, 'exit'))[0], 0)
    assert.equal(pipeline.state(who), 'wait')
  } finally {
    worker.kill('SIGKILL')
  }
})
