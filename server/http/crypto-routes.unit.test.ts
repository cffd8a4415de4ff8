import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { minuteMs } from '#lib/crypto/bars.ts'
import { crypto as system } from '#lib/systems/crypto.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { createLog } from '../log.ts'
import type { FeedListener } from '../ports.ts'
import { fakeDeps, openDoor } from './testing.ts'

const symbol = system.topics[0]!.name
const json = { 'content-type': 'application/json' }

/** A console with 200 candles in Kafka, no database, and a pipeline of one consumer. */
async function open() {
  const states = await mkdtemp(join(tmpdir(), 'milena-crypto-'))
  const id = `${symbol}_lightgbm_v1`
  const file = join(states, `${id}.json`)
  await writeFile(
    file,
    JSON.stringify({ crypto: symbol, model: 'lightgbm', version: 'v1', state: 'running', error_msg: '' }),
  )
  let listener: FeedListener | undefined
  const crypto = createCrypto({
    feed: {
      listen: (given) => {
        listener = given
        return () => {}
      },
      history: () => [],
    },
    hub: { provide: () => {} },
    groups: () => [{ id: 'lightgbm-v1-consumer', lag: 3 } as never],
    places: { databaseUrl: 'postgresql://nobody:secret-word@127.0.0.1:1/none', states, jobs: join(states, 'none') },
    root: '/opt/milena',
    log: createLog('http-test', 'silent'),
  })
  const now = Math.floor(Date.now() / minuteMs) * minuteMs
  const message = Array.from({ length: 200 }, (_, i) => {
    const close = 100 + (i % 10)
    const open_time = new Date(now - (200 - i) * minuteMs).toISOString()
    return { open_time, open: close, high: close + 1, low: close - 1, close, volume: 1 }
  })
  listener?.entries?.([{ topic: symbol, partition: 0, offset: '0', time: now, key: null, message }], true)
  const deps = { ...fakeDeps(), crypto }
  const door = await openDoor(deps)
  return {
    ...{ door, id, file, audited: deps.audited },
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]()
      await crypto.close()
      await rm(states, { recursive: true })
    },
  }
}

describe('the crypto routes', () => {
  it('show candles while the database is away, and why there are no predictions', async () => {
    await using at = await open()
    const { bars, ema, runs, database } = (await at.door.ask(`/api/crypto/${symbol}/market?range=24h`)).json()
    assert.ok(bars.length <= 150 && bars.reduce((n: number, bar: { n: number }) => n + bar.n, 0) === 200)
    assert.equal(ema.slow.length, bars.length)
    assert.deepEqual(runs, [])
    assert.equal(database.state, 'down')
    assert.match(database.why, /127\.0\.0\.1:1\/none: nothing listens there/)
    const csv = await at.door.ask(`/api/crypto/${symbol}/export?range=live`)
    assert.equal(csv.headers['x-milena-incomplete'], 'database down')
    assert.equal(csv.text.trim().split('\r\n').length, 121)
    assert.equal((await at.door.ask('/api/crypto/NOSUCH/market')).status, 404)
    for (const query of ['minutes=7', 'classes=abc', 'sell=9', 'from=5', 'from=9&to=5'])
      assert.equal((await at.door.ask(`/api/crypto/${symbol}/market?${query}`)).status, 400, query)
  })

  it('steer the pipeline, and leave a trace of it', async () => {
    await using at = await open()
    const before = (await at.door.ask('/api/crypto/pipeline')).json()
    assert.deepEqual([before.processes[0].state, before.processes[0].lag, before.locked], ['running', 3, null])
    const post = (path: string, body?: object) =>
      at.door.ask(`/api/crypto/pipeline${path}`, { method: 'POST', headers: json, body: JSON.stringify(body ?? {}) })
    const paused = await post(`/${at.id}/pause`)
    assert.deepEqual([paused.status, paused.json().before, paused.json().process.state], [200, 'running', 'pause'])
    assert.equal(JSON.parse(await readFile(at.file, 'utf8')).state, 'pause')
    assert.equal((await post(`/${at.id}/pause`)).status, 409)
    assert.equal((await post('/A_b_c/pause')).status, 404)
    const refused = await post('', { crypto: symbol, model: 'tst', version: 'v1' })
    assert.deepEqual([refused.status, /JOBS_DIR/.test(refused.json().detail)], [409, true])
    assert.equal((await post('', { crypto: 'NOSUCH', model: 'tst', version: 'v1' })).status, 422)
    assert.deepEqual(
      at.audited.map(({ what, target }) => [what, target]),
      [
        ['crypto-pause', at.id],
        ['crypto-pause', at.id],
        ['crypto-pause', 'A_b_c'],
        ['crypto-start', `${symbol}_tst_v1`],
      ],
    )
  })
})
