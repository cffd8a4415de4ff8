import assert from 'node:assert/strict'
import test from 'node:test'
import { createMarket } from './market.ts'
import { readCandles, tellCandle } from './read-candles.ts'

const read = (value: unknown) => readCandles(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const told = { open: 121980.27, high: 122010.89, low: 121950.93, close: 122004.1, volume: 12.3456 }
const t = Date.UTC(2025, 9, 9, 8)

test('both producers’ candles are the same minute, and the older one’s other figures are kept', () => {
  const f = read([{ open_time: '2025-10-09T08:00:00+00:00', ...told }])
  const u = read([
    {
      ...{ open_time: '2025-10-09 08:00:00', ...told, ignore: 0 },
      ...{ quote_asset_volume: 1506215.5, trades: 812, taker_base: 6.1, taker_quote: 744000.25 },
    },
  ])
  assert.deepEqual(f, { ok: true, candles: [{ t, ...told }] })
  assert.deepEqual(u, { ok: true, candles: [{ t, ...told, more: [1506215.5, 812, 6.1, 744000.25] }] })
})

test('a single candle, times with another zone and epoch milliseconds are read, too', () => {
  for (const open_time of ['2025-10-09T10:00:00+02:00', '2025-10-09T08:00:00Z', '2025-10-09T08:00:00', t]) {
    assert.deepEqual(read({ open_time, ...told }), { ok: true, candles: [{ t, ...told }] }, String(open_time))
  }
})

test('of a batch with some candles that are none, the others are used and the cause is told', () => {
  const good = { open_time: '2025-10-09 08:00:00', ...told }
  const got = read([good, { ...told }, { ...good, close: 'NaN' }])
  assert.ok(got.ok)
  assert.equal(got.candles.length, 1)
  assert.match(got.bad ?? '', /2 of 3 candles: no open_time/)
})

test('what is no candle at all is told by its cause', () => {
  const cause = (value: unknown) => {
    const got = typeof value === 'string' ? readCandles(Buffer.from(value)) : read(value)
    assert.ok(!got.ok)
    return got.cause
  }
  assert.match(cause('{"open_time":'), /not-json/)
  assert.equal(cause([{ ...told }]), 'no open_time')
  assert.equal(cause([{ open_time: 'soon', ...told }]), 'open_time is no time')
  assert.equal(cause({ open_time: t, ...told, close: 0 }), 'close is no price')
  assert.equal(cause({ open_time: t, ...told, volume: -1 }), 'volume is no amount')
  assert.equal(cause('7'), 'not a candle')
  assert.deepEqual(readCandles(null), { ok: false, cause: 'no value' })
})

test('what our producer writes in either dialect is read back as it was', () => {
  const market = createMarket({ seed: 1, price: 100_000, from: t })
  for (let i = 0; i < 200; i++) {
    const candle = market.next()
    assert.deepEqual(read([tellCandle(candle, 'u')]), { ok: true, candles: [candle] })
    const { more: _, ...plain } = candle
    assert.deepEqual(read([tellCandle(candle, 'f')]), { ok: true, candles: [plain] })
  }
})

test('the made-up market is the same for the same seed, and its candles are possible', () => {
  const candles = (seed: number) => {
    const market = createMarket({ seed, price: 100_000, from: t })
    return Array.from({ length: 3000 }, () => market.next())
  }
  assert.deepEqual(candles(5), candles(5))
  assert.notDeepEqual(candles(5), candles(6))
  for (const [i, { t: at, open, high, low, close, volume }] of candles(5).entries()) {
    assert.equal(at, t + i * 60_000)
    assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0 && volume > 0, `minute ${i}`)
  }
  const moves = candles(5).map(({ open, close }) => Math.abs(close / open - 1))
  const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length
  const overall = mean(moves)
  const near = mean(moves.slice(1).map((move, i) => (move - overall) * (moves[i]! - overall)))
  assert.ok(near / mean(moves.map((move) => (move - overall) ** 2)) > 0.05, 'large moves follow large moves')
})
