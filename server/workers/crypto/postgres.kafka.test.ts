import assert from 'node:assert/strict'
import test from 'node:test'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { startPostgres } from './postgres-testing.ts'
import { createTable, openPool, type Row } from './table.ts'
import { begin, candlesOf } from './testing.ts'

test('a real PostgreSQL at DATABASE_URL holds candles and predictions as the embedded one does', async () => {
  await using postgres = await startPostgres()
  const { databaseUrl } = cryptoPlaces(readConfig({ DATABASE_URL: postgres.url }))
  const pool = openPool(databaseUrl, createLog('test', 'fatal'))
  try {
    const open = (model: string, version: string) => createTable({ pool, symbol: 'BTCUSDT', model, version })
    const [trees, net] = [open('lightgbm', 'v1'), open('mlp', 'v1')]
    // All consumers of a pipeline start at once.
    await Promise.all([trees, net, open('lightgbm', 'v2'), trees].map((table) => table.ensure()))
    const rows: Row[] = candlesOf(60).map((candle, i) => ({
      ...candle,
      said: i < 29 || i === 40 ? null : [0.1, 0.2, 0.7],
    }))
    const plain = rows.map(({ more: _, ...row }) => ({ ...row, said: null }))
    await net.write(plain)
    assert.equal((await trees.write(rows)).size, 30)
    assert.equal((await trees.write(rows)).size, 0, 'the second time nothing is new')
    assert.equal((await trees.write([{ ...rows[50]!, said: [1, 0, 0] }])).size, 0, 'what was said stays')
    const at = (i: number) => begin + i * 60_000
    assert.equal(await trees.firstUnsaid(at(59), 100_000), at(40))
    assert.equal(await trees.firstUnsaid(at(39), 100_000), null)
    const minutesAround = async (from: number, to: number) =>
      (await trees.around(at(from), at(to), 3)).map(({ t }) => (t - begin) / 60_000).sort((a, b) => a - b)
    assert.deepEqual(await minutesAround(2, 50), [0, 1, 51, 52, 53])
    assert.deepEqual(await minutesAround(40, 58), [37, 38, 39, 59])
    assert.equal(await trees.firstUnsaid(at(59), 10), null)
    assert.equal(await net.firstUnsaid(at(59), 100_000), at(29))
    assert.deepEqual(
      await trees.before(at(2), 29),
      [rows[0], rows[1]].map((row) => ({ ...row, more: undefined })).map(({ more: _, ...row }) => row),
    )
    assert.equal((await trees.from(at(55), 100)).length, 5)
    assert.equal((await trees.times(at(10))).size, 50)
    assert.deepEqual(
      (await trees.said(2)).map(({ t }) => t),
      [at(58), at(59)],
    )
    const later = rows.slice(0, 30).map((row, i) => ({ ...row, t: at(30 + i) + 365 * 86_400_000, said: null }))
    await trees.write(later)
    assert.equal(await trees.prune(), 30, 'a year before the newest is kept')
  } finally {
    await pool.end()
  }
})
