import assert from 'node:assert/strict'
import test from 'node:test'
import type pg from 'pg'
import { openTestDatabase } from '#server/crypto/testing.ts'
import { createLog } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import type { Said } from './csv-file.ts'
import { createMarket } from './market.ts'
import { createPredictor } from './predictor.ts'
import { createProcessor } from './processor.ts'
import { type Candle, tellCandle } from './read-candles.ts'
import { serveModels } from './service.ts'
import { createTable, openPool } from './table.ts'

const log = createLog('test', 'silent')
const market = createMarket({ seed: 3, price: 100_000, from: Date.UTC(2025, 0, 1) })
const candles = Array.from({ length: 80 }, () => market.next())
const raw = (from: number, to: number, offset: number) => ({
  ...{ topic: 'candles', partition: 0, offset: String(offset), timestamp: 0, key: null },
  value: Buffer.from(JSON.stringify(candles.slice(from, to).map((candle) => tellCandle(candle, 'f')))),
})

/** The consumer of one partition, whose table fails at some of its writes; what failed comes again, as from the reader of a group. */
async function consume(
  symbol: string,
  { pool, url, failing = new Set<number>() }: { pool: pg.Pool; url: string; failing?: Set<number> },
) {
  const table = createTable({ pool, symbol, model: 'lightgbm', version: 'v1' })
  await table.ensure()
  const lines: Said[] = []
  let writes = 0
  const processor = createProcessor({
    table: {
      ...table,
      write: async (rows) => {
        if (failing.has(++writes)) throw new Error('the database is starting up')
        return table.write(rows)
      },
    },
    csv: { append: async (rows) => void lines.push(...rows) },
    predictor: createPredictor({ url: () => url, symbol, model: 'lightgbm', version: 'v1', log }),
    deadLetters: { bury: async () => {}, count: () => 0 },
    log,
    signal: new AbortController().signal,
  })
  processor.assigned(0, 1)
  const tools = { partition: 0, commit: async () => {}, stale: () => false }
  const give = async (record: Raw): Promise<void> => processor.batch([record], tools).catch(() => give(record))
  return { table, lines, give, processor, writes: () => writes }
}

test('candles that come again, late or of a far later minute leave the windows of the others as they are', async () => {
  await using database = await openTestDatabase()
  await using service = await serveModels({ port: 0, log })
  const pool = openPool(database.address, log)
  try {
    const astray = Date.UTC(2069, 0, 1)
    const of = (some: readonly Candle[]) => ({
      ...raw(0, 1, 1000),
      value: Buffer.from(JSON.stringify(some.map((candle) => tellCandle(candle, 'f')))),
    })
    const run = async (symbol: string, others: Record<number, Raw> = {}) => {
      const { table, lines, give } = await consume(symbol, { pool, url: service.url })
      for (let from = 0; from < candles.length; from += 10) {
        const other = others[from]
        if (other) await give(other)
        await give(raw(from, from + 10, from))
      }
      assert.equal(await table.prune(), 0)
      const there = ({ t }: { t: number }) => t !== astray
      return { said: (await table.said(100)).filter(there), lines: lines.filter(there) }
    }
    const plain = await run('PLAIN')
    assert.equal(plain.said.length, candles.length - 29)
    const lone = { ...candles[0]!, t: astray }
    assert.deepEqual(await run('AHEAD', { 40: of([lone]) }), plain)
    assert.deepEqual(await run('AGAIN', { 50: of(candles.slice(5, 6)), 60: of(candles.slice(40, 60)) }), plain)
    assert.deepEqual(await run('TOGETHER', { 50: of([candles[5]!, ...candles.slice(50, 55), lone]) }), plain)
    // By one partition a hole is the market's: what follows it is predicted at once.
    const holed = await run('HOLED', { 50: of([...candles.slice(50, 53), ...candles.slice(54, 60)]) })
    assert.equal(holed.said.length, plain.said.length)
  } finally {
    await pool.end()
  }
})

test('a database that fails while candles come one by one leaves no prediction of a wrong window, and no line out', async () => {
  await using database = await openTestDatabase()
  await using service = await serveModels({ port: 0, log })
  const pool = openPool(database.address, log)
  try {
    const run = async (symbol: string, failing: Set<number>) => {
      const { table, lines, give, writes } = await consume(symbol, { pool, url: service.url, failing })
      await give(raw(0, 40, 0))
      for (let i = 40; i < candles.length; i++) await give(raw(i, i + 1, i))
      return { said: await table.said(100), lines, writes: writes() }
    }
    const quiet = await run('QUIET', new Set())
    const stormy = await run('STORMY', new Set([1, 5, 6, 7, 20]))
    assert.equal(stormy.writes, quiet.writes + 5)
    assert.equal(quiet.said.length, candles.length - 29)
    assert.deepEqual(stormy.said, quiet.said)
    assert.deepEqual(stormy.lines, quiet.lines)
    assert.deepEqual(
      stormy.lines.map(({ t }) => t),
      candles.slice(29).map(({ t }) => t),
    )
  } finally {
    await pool.end()
  }
})

test('candles that an outage left without a prediction are predicted after a restart, when all that stood in the topic was read', async () => {
  await using database = await openTestDatabase()
  await using service = await serveModels({ port: 0, log })
  const pool = openPool(database.address, log)
  try {
    const { table, lines, processor } = await consume('AFTER', { pool, url: service.url })
    await table.write(candles.map((candle) => ({ ...candle, said: null })))
    assert.equal(await processor.mend(1000), 0)
    // Four records are still to come: what stands in the table may have holes that they fill.
    processor.begins(0, '4', '8')
    assert.equal(await processor.mend(1000), 0)
    processor.begins(0, '8', '8')
    assert.equal(await processor.mend(1000), candles.length - 29)
    assert.equal(lines.length, candles.length - 29)
    assert.equal(await processor.mend(1000), 0)
  } finally {
    await pool.end()
  }
})

test('after a restart a late candle does not hide what is newer; with several partitions a hole waits', async () => {
  await using database = await openTestDatabase()
  await using service = await serveModels({ port: 0, log })
  const pool = openPool(database.address, log)
  try {
    const late = await consume('LATE', { pool, url: service.url })
    await late.table.write(candles.map((candle) => ({ ...candle, said: null })))
    late.processor.begins(0, '7', '8')
    await late.give(raw(30, 31, 7))
    while (await late.processor.mend(1000));
    assert.equal(late.lines.length, candles.length - 29)

    const holed = await consume('HOLE', { pool, url: service.url })
    await holed.table.write(candles.filter((_, i) => i !== 40).map((candle) => ({ ...candle, said: null })))
    holed.processor.assigned(0, 2)
    holed.processor.begins(0, '8', '8')
    // Before the hole, and from 30 candles after it on.
    assert.equal(await holed.processor.mend(1000), 40 - 29 + (80 - 70))
    holed.processor.assigned(1, 2)
    holed.processor.lost([1])
    assert.equal(await holed.processor.mend(1000), 0)
  } finally {
    await pool.end()
  }
})
