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

type Recipe = (candles: readonly Candle[], last: number) => number[]

/** The question to a model of so many columns, as JSON: a row for each candle at `places`. 150 is what the pipeline's own consumer sends. */
export const questions: Record<
  number,
  (candles: readonly Candle[], places: readonly number[]) => string | Buffer<ArrayBuffer>
> = {
  150: askScaledWindows,
  [INDICATORS.length]: (candles, places) => JSON.stringify(places.map((place) => indicators(candles, place))),
}

/** Six decimals: the models' 32-bit floats hold no more, and the text is a third as long. */
const ONE = 1e6
const short = (value: number): number => Math.round(value * ONE) / ONE

/** Numbers of candles, a column each: a window is read from them much faster than from the candles. */
type Columns = readonly Float64Array[]
const columnsOf = (candles: readonly Candle[]): Columns => [
  Float64Array.from(candles, ({ open }) => open),
  Float64Array.from(candles, ({ high }) => high),
  Float64Array.from(candles, ({ low }) => low),
  Float64Array.from(candles, ({ close }) => close),
  Float64Array.from(candles, ({ volume }) => volume),
]

/** The scaled window of the candle at `last`, in millionths. */
function scale(columns: Columns, last: number, into: Int32Array): void {
  for (let column = 0; column < columns.length; column++) scaleColumn(columns[column]!, last, into, column)
}

function scaleColumn(values: Float64Array, last: number, into: Int32Array, column: number): void {
  const first = last - WINDOW + 1
  let least = values[first]!
  let most = least
  for (let i = first + 1; i <= last; i++) {
    const value = values[i]!
    if (value < least) least = value
    else if (value > most) most = value
  }
  const factor = most > least ? ONE / (most - least) : 0
  // Cut off after a half was added: rounded, as none is below 0.
  for (let i = 0; i < WINDOW; i++) into[i * 5 + column] = (values[first + i]! - least) * factor + 0.5
}

/** Open, high, low, close, volume of 30 candles, oldest first, each column scaled to 0..1 over the window (a column that stands still: 0). */
export const scaledWindow: Recipe = (candles, last) => {
  const row = new Int32Array(WINDOW * 5)
  scale(columnsOf(candles.slice(last - WINDOW + 1, last + 1)), WINDOW - 1, row)
  return Array.from(row, (millionths) => millionths / ONE)
}

const code = (letter: string): number => letter.charCodeAt(0)
const [opening, closing, comma, zero, one] = [code('['), code(']'), code(','), code('0'), code('1')]
/** Four characters, to be written at once. */
const four = (text: string): number => Buffer.from(text).readUInt32BE()
/** "0.00" to "0.99", and the four digits after them. */
const heads = Uint32Array.from({ length: 100 }, (_, n) => four(`0.${String(n).padStart(2, '0')}`))
const tails = Uint32Array.from({ length: 10_000 }, (_, n) => four(String(n).padStart(4, '0')))

/** The JSON of the scaled windows: their numbers written four characters at a time, a quarter of what `JSON.stringify` takes. */
function askScaledWindows(candles: readonly Candle[], places: readonly number[]): Buffer<ArrayBuffer> {
  const columns = columnsOf(candles)
  const row = new Int32Array(WINDOW * 5)
  // A number is "0.123456," at most.
  const text = Buffer.allocUnsafe(places.length * (row.length * 9 + 2) + 2)
  const view = new DataView(text.buffer, text.byteOffset, text.length)
  let at = 0
  text[at++] = opening
  for (const place of places) {
    scale(columns, place, row)
    text[at++] = opening
    for (let i = 0; i < row.length; i++) {
      const millionths = row[i]!
      if (millionths === 0 || millionths === ONE) text[at++] = millionths ? one : zero
      else {
        const head = Math.trunc(millionths / 10_000)
        view.setUint32(at, heads[head]!)
        view.setUint32(at + 4, tails[millionths - head * 10_000]!)
        at += 8
      }
      text[at++] = comma
    }
    text[at - 1] = closing
    text[at++] = comma
  }
  if (places.length) at--
  text[at++] = closing
  return text.subarray(0, at)
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
