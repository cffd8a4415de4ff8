import { minuteMs } from '#lib/crypto/bars.ts'
import { WINDOW } from './features.ts'
import type { Candle } from './read-candles.ts'
import type { Row } from './table.ts'

/** From the oldest candle of a window to the one that is predicted. */
export const PAST_MS: number = (WINDOW - 1) * minuteMs

export const byTime = (a: { t: number }, b: { t: number }): number => a.t - b.t

/** Sorted, each minute once. */
export function inOrder(candles: Candle[]): Candle[] {
  candles.sort(byTime)
  return candles.filter((candle, i) => candle.t !== candles[i - 1]?.t)
}

/** Where in a series there is something to predict; `whole`: only if the 30 minutes are without a hole. */
export function placesIn(series: readonly Row[], wanted: (row: Row) => boolean, whole: boolean): number[] {
  const places: number[] = []
  for (let i = WINDOW - 1; i < series.length; i++) {
    const span = series[i]!.t - series[i - WINDOW + 1]!.t
    if (wanted(series[i]!) && (!whole || span === PAST_MS)) places.push(i)
  }
  return places
}
