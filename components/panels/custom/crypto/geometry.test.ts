import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  candlePaths,
  columnPath,
  extent,
  levels,
  linePath,
  type Scale,
  type Slots,
  saidPaths,
  timeAt,
  valueAt,
  xOf,
  yOf,
} from './geometry.ts'

const slots: Slots = { from: 1000, stepMs: 100, count: 10, left: 20, width: 200 }
const scale: Scale = { low: 0, high: 100, top: 10, height: 200 }

describe('the picture of candles', () => {
  it('has a slot for every step, and finds the step under the pointer', () => {
    assert.equal(xOf(slots, 1000), 30)
    assert.equal(xOf(slots, 1900), 210)
    for (let t = 1000; t < 2000; t += 100) assert.equal(timeAt(slots, xOf(slots, t)), t)
    assert.equal(timeAt(slots, -50), 1000)
    assert.equal(timeAt(slots, 5000), 1900)
  })

  it('reads a value back from where it is drawn', () => {
    for (const value of [0, 12.5, 100]) assert.ok(Math.abs(valueAt(scale, yOf(scale, value)) - value) < 1e-9)
    assert.equal(yOf({ ...scale, low: 5, high: 5 }, 5), 110)
  })

  it('stands on round levels, with air around what is shown', () => {
    assert.deepEqual(levels({ low: 121_930, high: 122_075 }, 5), [121_950, 122_000, 122_050])
    assert.deepEqual(levels({ low: 1, high: 1 }, 5), [])
    const { low, high } = extent([10, null, 20, Number.NaN])
    assert.ok(low < 10 && high > 20)
    const flat = extent([7, 7])
    assert.ok(flat.low < 7 && flat.high > 7)
    assert.deepEqual(extent([]), { low: 0, high: 1 })
  })

  it('draws a candle without a move a pixel high, and no wick where there is none', () => {
    const { wicks, bodies } = candlePaths([{ t: 1000, o: 50, h: 50, l: 50, c: 50, v: 0, n: 1 }], slots, scale)
    assert.equal(wicks, '')
    assert.match(bodies, /^M\d+(\.\d)? 110h\d+(\.\d)?v1h-/)
    const moved = candlePaths([{ t: 1000, o: 40, h: 90, l: 10, c: 60, v: 0, n: 1 }], slots, scale)
    assert.equal(moved.wicks, 'M30.5 30V90M30.5 130V190')
  })

  it('breaks a line where nothing is known', () => {
    assert.equal(linePath([100, null, 0, 50], [0, 1, 2, 3], scale), 'M0 10M2 210L3 110')
  })

  it('lets buy stand, sell hang and hold lie across, as long as it is sure', () => {
    const at = { slots, top: 0, height: 40 }
    const bars = [{ t: 1000 }, { t: 1100 }, { t: 1200 }, { t: 1300 }]
    const paths = saidPaths(
      [
        { side: 'buy', confidence: 1, n: 1 },
        { side: 'sell', confidence: 1, n: 1 },
        { side: 'hold', confidence: 1, n: 1 },
        null,
      ],
      bars,
      at,
    )
    assert.match(paths.buy, / 1h.*v19h/)
    assert.match(paths.sell, / 20h.*v19h/)
    assert.match(paths.hold, / 14\.3h.*v11\.4h/)
    const unsure = saidPaths([{ side: 'buy', confidence: 1 / 3, n: 1 }], bars, at).buy
    assert.match(unsure, /v3\.2h/)
  })

  it('gives every volume above zero at least a pixel', () => {
    assert.match(columnPath([{ t: 1000, value: 0.0001 }], slots, scale), /210V209h/)
  })
})
