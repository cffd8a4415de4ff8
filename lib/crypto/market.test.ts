import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Minute, minuteMs } from './bars.ts'
import {
  marketOf,
  maxBars,
  neededFrom,
  nextMinute,
  partsOf,
  readTriple,
  runOfColumn,
  spanOf,
  standOf,
  widths,
} from './market.ts'

const now = Date.UTC(2026, 0, 5, 12, 0, 30)
const day = 1440 * minuteMs
const minutes: Minute[] = Array.from({ length: 3000 }, (_, i) => {
  const c = 100 + Math.sin(i / 40)
  const t = Math.floor(now / minuteMs) * minuteMs - (2999 - i) * minuteMs
  const p =
    i % 50 === 7 || i > 2995 ? undefined : { lightgbm_v1: [0.2, 0.3, 0.5], ...(i > 2900 && { tst_v2: [1, 2, 0] }) }
  return { t, o: c, h: c + 1, l: c - 1, c, v: 1, ...(p && { p }) }
})
const newest = minutes.at(-1)!.t

describe('the picture of a symbol', () => {
  it('has at most 150 candles in every range and width, and never fewer seconds than asked', () => {
    for (const range of [
      'live',
      '15m',
      '1h',
      '24h',
      { from: now - 30 * day, to: now },
      { from: 1e12, to: now },
    ] as const)
      for (const width of widths) {
        const span = spanOf(range, width, { now, newest })
        const bars = (span.to - span.from) / span.stepMs
        assert.ok(bars <= maxBars && bars >= 1 && Number.isInteger(bars), `${JSON.stringify(range)} ${width}: ${bars}`)
        assert.ok(span.stepMs >= width)
        if (typeof range === 'object') assert.ok(span.from <= range.from && span.to >= range.to)
      }
  })

  it('ends live where the market stands, even if that was long ago', () => {
    const span = spanOf('live', minuteMs, { now: now + day, newest })
    assert.equal(span.to, newest + minuteMs)
    assert.equal(spanOf('live', minuteMs, { now, newest: null }).to, Math.floor(now / minuteMs) * minuteMs + minuteMs)
  })

  it('stands with the newest candle that is not far ahead of the others; with few it cannot tell', () => {
    const at = (...ns: number[]) => ns.map((n) => ({ t: n * minuteMs }))
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5)), 5 * minuteMs)
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5, 900)), 5 * minuteMs)
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5, 900, 901, 902, 903, 904)), 5 * minuteMs)
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5, 900, 901, 902, 903, 904, 905)), 905 * minuteMs, 'it was shut')
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5, 900, 5000)), 5 * minuteMs, 'two, each on its own')
    assert.equal(standOf(at(0, 1, 2, 3, 4, 5, 300)), 300 * minuteMs, 'holes of hours are no end')
    assert.equal(standOf(at(...Array.from({ length: 9 }, (_, i) => i * 1440))), 8 * 1440 * minuteMs, 'candles of days')
    for (const young of [at(), at(7), at(0, 1, 2, 3, 900)]) assert.equal(standOf(young), null)
    assert.deepEqual(
      [nextMinute({ newest: Date.UTC(2025, 9, 9, 8) }), nextMinute({ newest: null })],
      [{ open_time: '2025-10-09T08:01:00Z' }, {}],
    )
  })

  it('counts how far a run is behind though it stopped before the range', () => {
    const stopped = minutes.map((one) => (one.t > newest - 90 * minuteMs ? { ...one, p: {} } : one))
    const span = spanOf('15m', minuteMs, { now, newest })
    const [run] = marketOf(stopped, { ...span, symbol: 'X', order: 'shb', sell: 1, now }).runs
    assert.equal(run?.behind, 89, 'the newest minute is not over')
  })

  it('shows averages from its first candle, and every run on the same axis', () => {
    const span = spanOf('live', minuteMs, { now, newest })
    const data = marketOf(minutes, { ...span, symbol: 'X', order: 'shb', sell: 1, now })
    assert.equal(data.bars.length, 120)
    assert.equal(data.bars.at(-1)?.open, true)
    assert.ok(data.ema.slow.every((value) => value !== null))
    assert.deepEqual(
      data.runs.map(({ id, model, version, said, profit }) => [id, model, version, said.length, profit.length]),
      [
        ['lightgbm_v1', 'lightgbm', 'v1', 120, 120],
        ['tst_v2', 'tst', 'v2', 120, 120],
      ],
    )
    const [first, second] = data.runs
    assert.deepEqual([first?.behind, first?.holes], [3, 2], 'three finished minutes after the last, two holes before')
    assert.ok(data.ray.every((one) => one && one.bull > one.bear && Math.abs(one.bull - one.bear - 2) < 1e-9))
    assert.deepEqual(data.base, { scored: 118, hits: 118 }, 'it hardly moves, and the last two minutes are not judged')
    assert.equal(second?.said[0], null)
    assert.equal(second?.profit[0], null)
    assert.equal(second?.said.at(-10)?.side, 'hold')
    assert.ok(Math.abs(first!.profit.at(-1)! - first!.score.profit) < 1e-12)
  })

  it('is needed from far enough back', () => {
    const span = spanOf('1h', minuteMs, { now, newest })
    assert.equal(span.from - neededFrom(span), 104 * minuteMs)
  })
})

describe('what the database holds', () => {
  it('names runs in both dialects', () => {
    assert.equal(runOfColumn('lightgbm_1'), 'lightgbm_v1')
    assert.equal(runOfColumn('lightgbm_v1'), 'lightgbm_v1')
    assert.equal(runOfColumn('tst_12'), 'tst_v12')
    for (const other of ['open_time', 'volume', 'close', 'quote_asset_volume', '1_1'])
      assert.equal(runOfColumn(other), null)
    assert.deepEqual(partsOf('my-model_v1'), { model: 'my-model', version: 'v1' })
  })

  it('reads three numbers from arrays and from the texts that Python writes', () => {
    for (const value of [[0.1, 0.2, 0.7], '[0.1, 0.2, 0.7]', '[0.1 0.2 0.7]', '{0.1,0.2,0.7}', ['0.1', '0.2', '0.7']])
      assert.deepEqual(readTriple(value), [0.1, 0.2, 0.7])
    for (const value of [null, 3, '', '[]', [1, 2], 'nan nan nan', [null, 1, 2], {}])
      assert.equal(readTriple(value), null)
  })
})
