import { indexAt, type Minute, minuteMs, type Span } from './bars.ts'
import { type ClassOrder, type Side, sharesOf, verdict } from './classes.ts'

/**
 * How a run's predictions did. A prediction stands on the candle it was made from and is about the next minute:
 *
 *   move   = close(next minute) / close(this minute) − 1      (the return the trainers label)
 *   hit    = buy: move > 0 · sell: move < 0 · hold: |move| < 0.1 %      (the 0.1 % is the users' own page's)
 *   profit = buy: + move · sell: − move × sell scale · hold: 0, added up, before fees
 *
 * Not scored: a minute whose next one is missing or not over. `sell` 1 takes a sell for a short of the same size, 0 for staying out.
 */
export interface Score {
  /** Predictions in the range, and those whose next minute is known. */
  n: number
  scored: number
  hits: number
  /** 0..1; null before one is scored. */
  accuracy: number | null
  /** Sum of shares: 0.012 is 1.2 %. */
  profit: number
  counts: Record<Side, number>
  hitsOf: Record<Side, number>
  scoredOf: Record<Side, number>
}

export interface Rules {
  order: ClassOrder
  /** 0..2 */
  sell: number
}

export const holdWithin = 0.001

export const isHit = (side: Side, move: number): boolean =>
  side === 'buy' ? move > 0 : side === 'sell' ? move < 0 : Math.abs(move) < holdWithin

export const profitOf = (side: Side, move: number, sell: number): number =>
  side === 'buy' ? move : side === 'sell' ? (move === 0 ? 0 : -move * sell) : 0

/** What a run said in one step: the mean of its shares, and how many predictions are in it. */
export interface Said {
  side: Side
  confidence: number
  n: number
}

export interface RunScore {
  score: Score
  /** By the start of the step. */
  said: Map<number, Said>
  /** Cumulative profit at the end of each step in which something was scored. */
  line: Map<number, number>
}

/** From the close of the nth minute to the next minute's, as a share; null if that one is missing or not over. */
export function moveAfter(minutes: readonly Minute[], i: number, now: number): number | null {
  const [minute, next] = [minutes[i], minutes[i + 1]]
  if (!minute || !next || next.t - minute.t !== minuteMs || next.t + minuteMs > now || !(minute.c > 0)) return null
  return next.c / minute.c - 1
}

const sums = () => ({ sell: 0, hold: 0, buy: 0 })

/** Scores one run over the minutes (ascending) of a span; `now` decides whether a minute is over. */
export function scoreRun(minutes: readonly Minute[], run: string, at: Span & Rules & { now: number }): RunScore {
  const score: Score = {
    ...{ n: 0, scored: 0, hits: 0, accuracy: null, profit: 0 },
    ...{ counts: sums(), hitsOf: sums(), scoredOf: sums() },
  }
  const totals = new Map<number, { sell: number; hold: number; buy: number; n: number }>()
  const line = new Map<number, number>()
  for (let i = indexAt(minutes, at.from); i < minutes.length && minutes[i]!.t < at.to; i++) {
    const minute = minutes[i]!
    const shares = sharesOf(minute.p?.[run], at.order)
    if (!shares) continue
    const step = Math.floor(minute.t / at.stepMs) * at.stepMs
    const total = totals.get(step) ?? { ...sums(), n: 0 }
    total.sell += shares.sell
    total.hold += shares.hold
    total.buy += shares.buy
    total.n++
    totals.set(step, total)
    const { side } = verdict(shares)
    score.n++
    score.counts[side]++
    const move = moveAfter(minutes, i, at.now)
    if (move === null) continue
    score.scored++
    score.scoredOf[side]++
    if (isHit(side, move)) {
      score.hits++
      score.hitsOf[side]++
    }
    score.profit += profitOf(side, move, at.sell)
    line.set(step, score.profit)
  }
  if (score.scored > 0) score.accuracy = score.hits / score.scored
  const said = new Map<number, Said>()
  for (const [step, { n, ...total }] of totals)
    said.set(step, { ...verdict({ sell: total.sell / n, hold: total.hold / n, buy: total.buy / n }), n })
  return { score, said, line }
}
