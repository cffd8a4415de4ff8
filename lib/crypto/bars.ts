/** A minute candle as everything here counts with it, and the raw three numbers of each model run for it, by run id ("lightgbm_v1"). */
export interface Minute {
  /** Start of the minute, epoch ms. */
  t: number
  o: number
  h: number
  l: number
  c: number
  v: number
  p?: Record<string, readonly number[]>
}

/** A candle of any width. `n` minutes are in it; `open`: its time is not over, or its last minute is not there yet. */
export interface Bar {
  t: number
  o: number
  h: number
  l: number
  c: number
  v: number
  n: number
  open?: true
}

export const minuteMs = 60_000

/** First of `list` (ascending by `t`) at or after `t`; its length if there is none. */
export function indexAt(list: readonly { t: number }[], t: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.t < t) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Minutes (ascending) as candles of `stepMs`, from `from` up to `to`: first open, highest high, lowest low, last close, volumes added. Steps without a
 * minute are left out: a pause of the market is a gap, not a flat candle.
 */
export function barsOf(minutes: readonly Minute[], { from, to, stepMs }: Span, now: number): Bar[] {
  const bars: Bar[] = []
  let bar: Bar | undefined
  for (let i = indexAt(minutes, from); i < minutes.length && minutes[i]!.t < to; i++) {
    const { t, o, h, l, c, v } = minutes[i]!
    const start = Math.floor(t / stepMs) * stepMs
    if (bar?.t === start) {
      if (h > bar.h) bar.h = h
      if (l < bar.l) bar.l = l
      bar.c = c
      bar.v += v
      bar.n++
    } else {
      bar = { t: start, o, h, l, c, v, n: 1 }
      bars.push(bar)
    }
  }
  const newest = minutes.at(-1)
  if (bar && newest) {
    const end = bar.t + stepMs
    // Unfinished only where the market stands: an old candle with a hole is finished.
    if (newest.t < end && (end > now || newest.t + minuteMs < end)) bar.open = true
  }
  return bars
}

/** `to` is the end of the last step. All epoch ms, on step boundaries. */
export interface Span {
  from: number
  to: number
  stepMs: number
}

/**
 * Exponential moving average: a = 2 / (n + 1), each value a·close + (1 − a)·before, begun with the plain mean of the first n closes (as charting
 * software does); null until there are n.
 */
export function ema(closes: readonly number[], n: number): (number | null)[] {
  const a = 2 / (n + 1)
  let sum = 0
  let value: number | null = null
  return closes.map((close, i) => {
    if (value !== null) value = a * close + (1 - a) * value
    else {
      sum += close
      if (i === n - 1) value = sum / n
    }
    return value
  })
}
