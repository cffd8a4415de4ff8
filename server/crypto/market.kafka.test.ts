import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { minuteMs } from '#lib/crypto/bars.ts'
import type { Feed } from '../feed/feed.ts'
import { createLog } from '../log.ts'
import type { FeedListener } from '../ports.ts'
import { until } from '../testing/until.ts'
import { createCandleMemory } from './candle-memory.ts'
import { openDatabase } from './database.ts'
import { createMarket } from './market.ts'
import { openTestDatabase, type TestDatabase } from './testing.ts'

const log = createLog('crypto-test', 'silent')
const start = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000
const symbol = 'XBT'

function candlesOfKafka() {
  let listener: FeedListener | undefined
  const feed: Pick<Feed, 'listen' | 'history'> = {
    listen: (given) => {
      listener = given
      return () => {}
    },
    history: () => [],
  }
  const memory = createCandleMemory({ feed, symbols: [symbol] })
  const send = (i: number, close: number) =>
    listener?.entries?.(
      [
        {
          ...{ topic: symbol, partition: 0, offset: String(i), time: Date.now(), key: null },
          message: [{ open_time: start + i * minuteMs, open: close, high: close, low: close, close, volume: 1 }],
        },
      ],
      true,
    )
  return { memory, send }
}

const table =
  'create table xbt (open_time timestamptz primary key, open float8, high float8, low float8, close float8, volume float8, lightgbm_1 float8[])'
const rows = (db: TestDatabase, from: number, to: number, said = 'array[0.1, 0.2, 0.7]') =>
  db.sql(
    `insert into xbt select to_timestamp(${start / 1000}) + n * interval '1 minute', 100, 101, 99, 100, 5, ${said} from generate_series(${from}, ${to - 1}) n
     on conflict (open_time) do update set lightgbm_1 = excluded.lightgbm_1`,
  )

describe('a market', async () => {
  // Making one takes seconds: the tests share it, each with a table of its own making.
  const db = await openTestDatabase()
  after(() => db[Symbol.asyncDispose]())

  it('shows Kafka’s candles with the database’s predictions, those that come late too, and a model that comes later', async () => {
    const { memory, send } = candlesOfKafka()
    const database = openDatabase(db.address, log)
    assert.ok('rows' in database)
    const market = createMarket({ symbol, memory, database, log, everyMs: 20 })
    let frames = 0
    const watch = market.watch(start, () => frames++)
    const predicted = (run: string) => watch.minutes().filter((minute) => minute.p?.[run]).length
    try {
      await watch.asked
      assert.equal(watch.database().state, 'empty')
      await db.sql(table)
      await rows(db, 0, 100, 'null')
      for (let i = 90; i < 130; i++) send(i, 200)
      await until('the table', () => watch.database().state === 'up')
      assert.equal(watch.minutes().length, 130)
      assert.deepEqual([watch.minutes()[89]?.c, watch.minutes()[90]?.c], [100, 200])
      assert.equal(predicted('lightgbm_v1'), 0)
      await rows(db, 10, 100)
      await until('predictions', () => predicted('lightgbm_v1') === 90)
      assert.equal(watch.minutes()[95]?.c, 200, 'a candle from Kafka keeps its price')
      await rows(db, 0, 10)
      await until('late predictions', () => predicted('lightgbm_v1') === 100)
      await db.sql(
        `alter table xbt add column tst_v2 float8[]; update xbt set tst_v2 = array[1, 2, 3.5] where volume = 5`,
      )
      await until('a new model', () => predicted('tst_v2') === 100)
      await db.sql(`delete from xbt where open_time < to_timestamp(${start / 1000 + 600})`)
      await until('deleted rows to go', () => watch.minutes().length === 120)
      assert.ok(frames > 0)
      const late = market.watch(start + 1e9, () => {})
      await late.asked
      assert.equal(late.minutes().length, 0)
      assert.equal(late.newest(), start + 129 * minuteMs)
      late.release()
    } finally {
      watch.release()
      market.close()
      await database.close()
    }
  })

  it('keeps what it has while the database is away, says why without its password, and goes on by itself', async () => {
    await db.sql(`drop table if exists xbt; ${table}`)
    await rows(db, 0, 60)
    const { memory, send } = candlesOfKafka()
    const database = openDatabase(db.address, log)
    assert.ok('rows' in database)
    const market = createMarket({ symbol, memory, database, log, everyMs: 20 })
    const watch = market.watch(start, () => {})
    try {
      await until('the table', () => watch.database().state === 'up')
      await db.shut()
      const state = await until('the database to be missed', () => {
        const now = watch.database()
        return now.state === 'down' ? now : null
      })
      assert.match(state.why, /^127\.0\.0\.1:\d+\/postgres: /)
      assert.ok(!state.why.includes('secret-word'))
      send(70, 300)
      assert.equal(watch.minutes().at(-1)?.c, 300)
      assert.equal(watch.minutes().filter((minute) => minute.p).length, 60)
      await db.open()
      await rows(db, 60, 65)
      await until('the way back', () => watch.minutes().filter((minute) => minute.p).length === 65)
      assert.equal(watch.database().state, 'up')
    } finally {
      watch.release()
      market.close()
      await database.close()
    }
  })

  it('without an address, or with a wrong one, still shows candles', async () => {
    for (const address of ['not an address', 'mysql://a:b@c/d']) assert.ok('why' in openDatabase(address, log))
    const { memory, send } = candlesOfKafka()
    const market = createMarket({ symbol, memory, database: { why: 'No database is set.' }, log })
    const watch = market.watch(start, () => {})
    await watch.asked
    send(1, 100)
    assert.equal(watch.minutes().length, 1)
    assert.deepEqual(watch.database(), { state: 'unset', why: 'No database is set.' })
    market.close()
  })
})
