import type { Candle } from './read-candles.ts'

/** A prediction for a candle needs it and the 29 before it. */
export const WINDOW = 30

/** Names of the indicators, in order. Returns and volatilities are in percent. */
export const INDICATORS = [
  ...['return_1', 'return_2', 'return_3', 'return_5', 'return_10', 'return_15', 'return_29'],
  ...['volatility_5', 'volatility_10', 'volatility_29'],
  ...['trend_3', 'trend_5', 'trend_10', 'trend_29'],
  ...['body', 'range', 'close_in_range', 'range_5', 'bb_position', 'rsi_14'],
  ...['sma_5_ratio', 'sma_20_ratio', 'volume_ratio_5', 'volume_ratio_29', 'up_share_10', 'up_share_29'],
] as const

/** What models are fed with, by the width of their input. 150 is what the pipeline's own consumer sends. */
export const recipes: Record<number, Recipe> = { 150: scaledWindow, [INDICATORS.length]: indicators }
export type Recipe = (candles: readonly Candle[], last: number) => number[]

/** Six decimals: the models' 32-bit floats hold no more, and the text is a third as long. */
const short = (value: number): number => Math.round(value * 1e6) / 1e6

/** Open, high, low, close, volume of 30 candles, oldest first, each column scaled to 0..1 over the window (a column that stands still: 0). */
export function scaledWindow(candles: readonly Candle[], last: number): number[] {
  const row = new Array<number>(WINDOW * 5)
  const first = last - WINDOW + 1
  for (const [column, name] of (['open', 'high', 'low', 'close', 'volume'] as const).entries()) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let i = first; i <= last; i++) {
      const value = candles[i]![name]
      if (value < least) least = value
      if (value > most) most = value
    }
    const scale = most > least ? 1 / (most - least) : 0
    for (let i = 0; i < WINDOW; i++) row[i * 5 + column] = short((candles[first + i]![name] - least) * scale)
  }
  return row
}

/** `INDICATORS` of the candle at `last`, from it and the 29 before it. */
export function indicators(candles: readonly Candle[], last: number): number[] {
  const at = (back: number) => candles[last - back]!
  const now = at(0)
  const since = (back: number) => 100 * Math.log(now.close / at(back).close)
  const steps = Array.from({ length: WINDOW - 1 }, (_, i) => 100 * Math.log(at(i).close / at(i + 1).close))
  const volatility = (n: number) => Math.sqrt(mean(n, (i) => steps[i]! ** 2))
  const wide = volatility(29) || 1e-6
  const trend = (n: number) => since(n) / (wide * Math.sqrt(n))
  const close = (i: number) => at(i).close
  const volume = (i: number) => at(i).volume
  const middle = mean(20, close)
  const deviation = Math.sqrt(mean(20, (i) => (close(i) - middle) ** 2))
  const gains = mean(14, (i) => Math.max(0, steps[i]!))
  const losses = mean(14, (i) => Math.max(0, -steps[i]!))
  const range = (i: number) => 100 * Math.log(at(i).high / at(i).low)
  const spread = now.high - now.low
  return [
    ...[1, 2, 3, 5, 10, 15, 29].map(since),
    ...[volatility(5), volatility(10), volatility(29)],
    ...[3, 5, 10, 29].map(trend),
    ...[
      100 * Math.log(now.close / now.open),
      range(0),
      spread > 0 ? (now.close - now.low) / spread : 0.5,
      mean(5, range),
    ],
    ...[deviation > 0 ? (now.close - middle) / (4 * deviation) + 0.5 : 0.5],
    ...[gains + losses > 0 ? (100 * gains) / (gains + losses) : 50],
    ...[100 * (now.close / mean(5, close) - 1), 100 * (now.close / middle - 1)],
    ...[now.volume / (mean(5, volume) || 1), now.volume / (mean(29, volume) || 1)],
    ...[mean(10, (i) => (steps[i]! > 0 ? 1 : 0)), mean(29, (i) => (steps[i]! > 0 ? 1 : 0))],
  ].map(short)
}

function mean(n: number, of: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += of(i)
  return sum / n
}
