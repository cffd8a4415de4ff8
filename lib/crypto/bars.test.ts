import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { barsOf, ema, indexAt, type Minute, minuteMs } from './bars.ts'

const start = Date.UTC(2026, 0, 5)
const minute = (i: number, close: number, more: Partial<Minute> = {}): Minute => ({
  t: start + i * minuteMs,
  o: close,
  h: close + 1,
  l: close - 1,
  c: close,
  v: 2,
  ...more,
})
const span = (minutes: number, stepMinutes: number) => ({
  from: start,
  to: start + minutes * minuteMs,
  stepMs: stepMinutes * minuteMs,
})

describe('candles of any width', () => {
  it('have the first open, the last close, the extremes and all of the volume', () => {
    const list = [100, 104, 97, 101, 102].map((close, i) => minute(i, close))
    const bars = barsOf(list, span(10, 5), start + 3_600_000)
    assert.deepEqual(bars, [{ t: start, o: 100, h: 105, l: 96, c: 102, v: 10, n: 5 }])
  })

  it('are unfinished while their time runs or their last minute is missing, and only where the market stands', () => {
    const list = [0, 1, 2, 5, 6].map((i) => minute(i, 100))
    const [first, second] = barsOf(list, span(10, 5), start + 3_600_000)
    assert.equal(first?.open, undefined, 'a hole in an old candle is a hole')
    assert.equal(second?.open, true, 'minutes 7 to 9 are still to come')
    const whole = [0, 1, 2, 3, 4].map((i) => minute(i, 100))
    assert.equal(barsOf(whole, span(5, 5), start + 5 * minuteMs)[0]?.open, undefined)
    assert.equal(barsOf(whole, span(5, 5), start + 5 * minuteMs - 1)[0]?.open, true)
    assert.equal(barsOf(whole, span(5, 1), start + 4 * minuteMs + 1).filter((bar) => bar.open).length, 1)
  })

  it('leave out what nothing was traded in, and what lies outside', () => {
    const bars = barsOf([minute(-1, 1), minute(0, 2), minute(12, 3), minute(20, 4)], span(20, 5), start)
    assert.deepEqual(
      bars.map((bar) => [(bar.t - start) / minuteMs, bar.c]),
      [
        [0, 2],
        [10, 3],
      ],
    )
  })

  it('hold every minute once, whatever the width', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(gaps, fc.constantFrom(1, 5, 15, 60), (steps, width) => {
        let at = 0
        const list = steps.map((step, i) => {
          at += step
          return minute(at, 100 + (i % 7))
        })
        const bars = barsOf(list, { from: start, to: start + 1e12, stepMs: width * minuteMs }, start)
        assert.equal(
          bars.reduce((sum, bar) => sum + bar.n, 0),
          list.length,
        )
        assert.ok(bars.every((bar) => bar.l <= Math.min(bar.o, bar.c) && bar.h >= Math.max(bar.o, bar.c)))
        for (const one of list) assert.equal(list[indexAt(list, one.t)], one)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the moving average', () => {
  it('begins with the plain mean and then follows a = 2 / (n + 1)', () => {
    assert.deepEqual(ema([1, 2, 3, 4, 8], 3), [null, null, 2, 3, 5.5])
    assert.deepEqual(ema([], 12), [])
    assert.deepEqual(ema([7, 7], 1), [7, 7])
  })
})
