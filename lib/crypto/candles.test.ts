import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkInput } from '../request/values.ts'
import { type Candle, CandleInput, change, composeCandles, direction, latest, mergeMarket, openMs } from './candles.ts'

const entry = { topic: '', partition: 0, offset: '0', time: 1, key: null, message: null }
const candle = (open_time: string | number, close: number): Candle => ({
  open_time,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
})
const at = Date.UTC(2025, 9, 9, 8)

describe('candles', () => {
  it('have the same minute in both dialects', () => {
    for (const text of [
      '2025-10-09T08:00:00+00:00',
      '2025-10-09 08:00:00',
      '2025-10-09T08:00:00Z',
      '2025-10-09T10:00:00+02:00',
    ])
      assert.equal(openMs(candle(text, 1)), at, text)
    assert.equal(openMs(candle(at, 1)), at)
    assert.ok(Number.isNaN(openMs(candle('yesterday', 1))))
  })

  it('move the market forward only, however batches come', () => {
    const merge = mergeMarket('BTCUSDT')
    const one = merge(undefined, [candle('2025-10-09 08:01:00', 101), candle('2025-10-09 08:00:00', 100)], entry)
    assert.deepEqual([one.candle?.close, one.before, one.candles], [101, 100, 2])
    assert.equal(direction(one), 'up')
    const again = merge(one, candle('2025-10-09 08:00:00', 50), entry)
    assert.deepEqual([again.candle?.close, again.candles, again.batches], [101, 3, 2])
    const next = merge(again, [candle('2025-10-09 08:02:00', 99)], entry)
    assert.ok(Math.abs(change(next)! - (99 / 101 - 1)) < 1e-12)
    assert.equal(direction(merge(undefined, [], entry)), 'still')
    assert.equal(latest([]), undefined)
  })

  it('are never sent for the clock’s minute because none was typed', () => {
    const errors = (typed: object) => {
      const read = checkInput(CandleInput, typed)
      return read.ok ? {} : read.errors
    }
    assert.match(errors({}).open_time!, /^is needed: the minute after the newest candle on the crypto page/)
    assert.match(errors({ open_time: 'now' }).open_time!, /^must be a time like/)
    assert.deepEqual(errors({ open_time: '2025-10-09T08:00:00' }), {})
  })

  it('are sent for a whole minute, with zone, as the producer writes them', () => {
    const input = { open: 1, high: 2, low: 1, close: 2, volume: 3 }
    const sent = (open_time: string) => composeCandles({ ...input, open_time })[0]?.open_time
    assert.equal(sent('2025-10-09T09:30'), '2025-10-09T09:30:00+00:00')
    assert.equal(sent('2025-10-09T09:30:15+01:00'), '2025-10-09T08:30:00+00:00')
  })
})
