import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { ConfigError, readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { noteService, serviceUrl } from '#server/store/crypto-service.ts'
import { kafkaOf } from './hosts.ts'
import { readName, start } from './main.ts'
import { readOptions } from './produce.ts'
import { replay } from './replay.ts'
import { createTable, openPool } from './table.ts'

const log = createLog('test', 'fatal')

test('KAFKA_HOST names the broker on port 9092, unless KAFKA_BOOTSTRAP_SERVERS says more', () => {
  assert.deepEqual(kafkaOf(readConfig({ KAFKA_HOST: 'kafka' })).brokers, ['kafka:9092'])
  const both = { KAFKA_HOST: 'kafka', KAFKA_BOOTSTRAP_SERVERS: 'a:1,b:2' }
  assert.deepEqual(kafkaOf(readConfig(both)).brokers, ['a:1', 'b:2'])
  assert.deepEqual(kafkaOf(readConfig({ KAFKA_PORT: '9192' })).brokers, ['127.0.0.1:9192'])
})

test('DATA_PATH, STATE_DIR, JOBS_DIR and DATABASE_URL say where things are; without them all is under MILENA_DATA', () => {
  const set = {
    DATA_PATH: '/srv/data',
    STATE_DIR: '/srv/states',
    JOBS_DIR: '/srv/jobs',
    DATABASE_URL: 'postgresql://u:p@db/prices',
  }
  const { databaseUrl, data, states, jobs, embedded } = cryptoPlaces(readConfig(set))
  assert.deepEqual(
    [data, states, jobs, databaseUrl, embedded],
    ['/srv/data', '/srv/states', '/srv/jobs', set.DATABASE_URL, undefined],
  )
  const own = cryptoPlaces(readConfig({ MILENA_DATA: '/tmp/m' }))
  assert.deepEqual([own.data, own.states, own.jobs], ['/tmp/m/crypto', '/tmp/m/crypto/states', '/tmp/m/crypto/jobs'])
  assert.equal(own.embedded?.socketDir, '/tmp/m/crypto')
  const deep = cryptoPlaces(readConfig({ MILENA_DATA: `/tmp/${'deep/'.repeat(40)}` }))
  assert.ok(`${deep.embedded?.socketDir}/.s.PGSQL.5432`.length < 104, 'a socket has a short path')
})

test('FASTAPI_URL is the full predict address; without it the project’s own service is found by its note', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  try {
    const config = readConfig({ MILENA_DATA: dir })
    assert.equal(await serviceUrl(config), undefined)
    await noteService(config, 'http://127.0.0.1:8001/predict')
    assert.equal(await serviceUrl(config), 'http://127.0.0.1:8001/predict')
    const set = readConfig({ MILENA_DATA: dir, FASTAPI_URL: 'http://fastapi-ml:8000/predict' })
    assert.equal(await serviceUrl(set), 'http://fastapi-ml:8000/predict')
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('MAX_INITIAL_SYNC_ROWS that is no number is refused by name', async () => {
  const config = readConfig({ MAX_INITIAL_SYNC_ROWS: 'all' })
  await assert.rejects(
    start({ config, log }, []),
    (error) => error instanceof ConfigError && /MAX_INITIAL_SYNC_ROWS=all/.test(error.message),
  )
})

test('a consumer is named on the command line as the pipeline’s own is', () => {
  assert.deepEqual(readName(['--crypto', 'ETHUSDT', '--model', 'tst', '--version', '2']), {
    crypto: 'ETHUSDT',
    model: 'tst',
    version: 'v2',
  })
  assert.equal(readName([]), null)
  for (const args of [['--crypto', 'a;drop table'], ['--model', '../x'], ['--version', 'new'], ['--what']])
    assert.throws(() => readName(args), ConfigError, args.join(' '))
})

test('a name that could say more than a table and a column is refused', () => {
  const pool = openPool('postgresql://localhost/x', log)
  for (const odd of ['btc"usdt', 'a b', ''])
    assert.throws(() => createTable({ pool, symbol: odd, model: 'lightgbm', version: 'v1' }), RangeError)
})

test('the producer’s options are read, and odd ones refused with what is wrong', () => {
  const options = readOptions(['--crypto', 'BTCUSDT,ETHUSDT', '--pace', '0.5', '--dialect', 'u'])
  assert.ok(typeof options === 'object')
  assert.deepEqual(
    [options.symbols, options.paceMs, options.dialect, options.batch],
    [['BTCUSDT', 'ETHUSDT'], 500, 'u', 10_000],
  )
  assert.match(readOptions(['--batch', '20000']) as string, /batch is a number from 1 to 10000/)
  assert.match(readOptions(['--crypto', 'x-y']) as string, /no symbol/)
  assert.match(readOptions(['--crypto', 'A,B', '--csv', 'x']) as string, /one symbol/)
})

test('a CSV file of either dialect is replayed; lines that are no candle are passed over', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  try {
    const file = join(dir, 'candles.csv')
    const lines = [
      'open_time,open,high,low,close,volume,quote_asset_volume,trades,taker_base,taker_quote,ignore',
      '2025-10-09 08:00:00,1,3,0.5,2,10,20,5,4,8,0',
      'soon,1,3,0.5,2,10,20,5,4,8,0',
      '1759996860000,2,3,1,2.5,11,,,,,0',
    ]
    writeFileSync(file, lines.join('\n'))
    const got = []
    for await (const candle of replay(file, log)) got.push(candle)
    assert.deepEqual(got, [
      { t: Date.UTC(2025, 9, 9, 8), open: 1, high: 3, low: 0.5, close: 2, volume: 10, more: [20, 5, 4, 8] },
      { t: 1759996860000, open: 2, high: 3, low: 1, close: 2.5, volume: 11, more: [null, null, null, null] },
    ])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
