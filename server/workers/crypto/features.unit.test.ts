import assert from 'node:assert/strict'
import test from 'node:test'
import { INDICATORS, indicators, questions, scaledWindow, WINDOW } from './features.ts'
import { createMarket } from './market.ts'
import type { Candle } from './read-candles.ts'

const market = createMarket({ seed: 3, price: 50_000, from: 0 })
const candles: Candle[] = Array.from({ length: 120 }, () => market.next())

test('the window is 150 numbers: five columns of 30 candles, oldest first, each scaled to 0..1', () => {
  const row = scaledWindow(candles, 60)
  assert.equal(row.length, 150)
  for (let column = 0; column < 5; column++) {
    const values = Array.from({ length: WINDOW }, (_, i) => row[i * 5 + column]!)
    assert.equal(Math.min(...values), 0)
    assert.equal(Math.max(...values), 1)
  }
  const closes = candles.slice(31, 61).map((candle) => candle.close)
  const [least, most] = [Math.min(...closes), Math.max(...closes)]
  assert.ok(Math.abs(row[3]! - (closes[0]! - least) / (most - least)) < 1e-6, 'first candle first')
})

test('a market that stands still gives zeros, not a division by nothing', () => {
  const flat = Array.from({ length: 30 }, (_, i) => ({
    ...candles[0]!,
    t: i,
    open: 5,
    high: 5,
    low: 5,
    close: 5,
    volume: 0,
  }))
  assert.deepEqual(scaledWindow(flat, 29), new Array(150).fill(0))
  assert.ok(indicators(flat, 29).every(Number.isFinite))
})

test('nothing that comes later changes what was said of a minute, and nothing beyond 30 candles does', () => {
  for (const recipe of [scaledWindow, indicators]) {
    const row = recipe(candles, 60)
    const later = candles.map((candle, i) =>
      i > 60 || i < 31 ? { ...candle, close: 1, high: 2, low: 0.5, volume: 9e9 } : candle,
    )
    assert.deepEqual(recipe(later, 60), row)
    assert.deepEqual(recipe(candles.slice(31, 61), 29), row)
  }
})

test('a question is the JSON of its rows', () => {
  const places = [29, 60, 61, 119]
  for (const [width, recipe] of [
    [150, scaledWindow],
    [INDICATORS.length, indicators],
  ] as const) {
    const text = String(questions[width]!(candles, places))
    assert.deepEqual(
      JSON.parse(text),
      places.map((place) => recipe(candles, place)),
    )
    assert.equal(String(questions[width]!(candles, [])), '[]')
  }
})

test('indicators do not hang on the price itself', () => {
  const dear = candles.map((c) => ({
    ...c,
    open: c.open * 1000,
    high: c.high * 1000,
    low: c.low * 1000,
    close: c.close * 1000,
  }))
  for (const [i, value] of indicators(candles, 80).entries())
    assert.ok(Math.abs(value - indicators(dear, 80)[i]!) < 1e-5, INDICATORS[i])
})

test('a rise of one percent a minute is seen as such', () => {
  const rising = Array.from({ length: 30 }, (_, i) => {
    const close = 100 * Math.exp(0.01 * i)
    return { t: i, open: close * Math.exp(-0.01), high: close, low: close * Math.exp(-0.01), close, volume: 10 }
  })
  const row = Object.fromEntries(INDICATORS.map((name, i) => [name, indicators(rising, 29)[i]]))
  assert.equal(row.return_1, 1)
  assert.equal(row.return_29, 29)
  assert.equal(row.volatility_29, 1)
  assert.equal(row.rsi_14, 100)
  assert.equal(row.close_in_range, 1)
  assert.equal(row.volume_ratio_5, 1)
  assert.equal(row.up_share_29, 1)
})
