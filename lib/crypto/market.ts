import type { Range } from '../protocol.ts'
import { type Bar, barsOf, ema, indexAt, type Minute, minuteMs, type Span } from './bars.ts'
import { isHit, moveAfter, type Rules, type Said, type Score, scoreRun } from './score.ts'

/** What the picture of a symbol is made of. Lists beside `bars` have one value per bar. */
export interface MarketData extends Span {
  symbol: string
  /** Oldest first, at most 150. */
  bars: Bar[]
  ema: { fast: (number | null)[]; slow: (number | null)[] }
  /** Elder-ray: how far the high (bull) and the low (bear) of a bar are from the average over 13. */
  ray: ({ bull: number; bear: number } | null)[]
  runs: RunData[]
  /** What always saying hold would have hit, of all scored minutes: an accuracy means little without it. */
  base: { scored: number; hits: number }
  database: DatabaseState
  /** Where the market stands: its newest candle that is not far ahead of the others, epoch ms of its minute; null before there is one. Nothing later is in the picture. */
  newest: number | null
  /** Candles that lie beyond it, apart from the rest: how many, and the last one's minute. */
  apart: { n: number; t: number } | null
  /** Candles older than this are not kept here; null if the range is whole. */
  cutAt: number | null
}

export interface RunData {
  /** "lightgbm_v1" */
  id: string
  model: string
  version: string
  /** Shares of the class that won, at most 150; null where nothing was said. */
  said: (Said | null)[]
  /** Cumulative profit as a share; null before the first scored prediction. */
  profit: (number | null)[]
  score: Score
  /** Minute of the newest prediction, of all that are known. */
  newest: number | null
  /** Finished candles after it that have no prediction, and those before it in the range. */
  behind: number
  holes: number
}

export type DatabaseState =
  | { state: 'unset'; why: string }
  | { state: 'connecting' }
  | { state: 'up'; at: number }
  | { state: 'empty'; why: string; at: number }
  | { state: 'down'; why: string; since: number; nextTryAt: number }

export const maxBars = 150
export const emaFast = 12
export const emaSlow = 26
const emaRay = 13
/** Bars before the picture that the averages start from, so that its first bar already has them. */
const warmUp = 4 * emaSlow

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440].map((n) => n * minuteMs)
/** What may be chosen on the page: 1, 5, 15 minutes, 1 and 4 hours. */
export const widths = [1, 5, 15, 60, 240].map((n) => n * minuteMs)
const lengths = { '15m': 15 * minuteMs, '1h': 60 * minuteMs, '24h': 1440 * minuteMs } as const
/** Candles of the live picture, which ends with the newest one. */
const liveBars = 120

/**
 * The steps of a range. Live is the newest 120 candles of the chosen width, however long ago the newest came; the others are clock time, with candles at
 * least as wide as chosen and at most 150 of them.
 */
export function spanOf(range: Range, width: number, { now, newest }: { now: number; newest: number | null }): Span {
  if (range === 'live') {
    const to = Math.floor((newest ?? now) / width) * width + width
    return { from: to - liveBars * width, to, stepMs: width }
  }
  const end = typeof range === 'object' ? Math.max(range.from, range.to) : now
  const begin = typeof range === 'object' ? Math.min(range.from, range.to) : now - lengths[range]
  const least = Math.max(width, (end - begin) / (maxBars - 2))
  const stepMs = steps.find((step) => step >= least) ?? Math.ceil(least / (1440 * minuteMs)) * 1440 * minuteMs
  const from = Math.floor(begin / stepMs) * stepMs
  return { from, to: Math.floor(end / stepMs) * stepMs + stepMs, stepMs }
}

/** Up to so many candles behind so long a gap are taken for what a wrong clock, or a hand, put far ahead of the market; a market that was shut comes with more. */
const stray = { candles: 5, gapMs: 6 * 60 * minuteMs }

/** The newest minute (of an ascending list) that does not lie far ahead of the others; null with too few to tell. */
export function standOf(minutes: readonly { t: number }[]): number | null {
  const { candles, gapMs } = stray
  const last = minutes.length - 1
  if (last < candles) return null
  let stand = last
  for (let i = last; i > last - candles && i > candles; i--) {
    const gap = minutes[i]!.t - minutes[i - 1]!.t
    // In a market whose candles are always so far apart it is none.
    if (gap > gapMs && gap > minutes[i - 1]!.t - minutes[i - 1 - candles]!.t) stand = i - 1
  }
  return minutes[stand]!.t
}

/** What the candle form proposes: the minute the market comes to next. */
export const nextMinute = ({ newest }: Pick<MarketData, 'newest'>): { open_time?: string } =>
  newest === null ? {} : { open_time: new Date(newest + minuteMs).toISOString().replace('.000Z', 'Z') }

/** How far back minutes are needed for a span. */
export const neededFrom = ({ from, stepMs }: Span): number => from - warmUp * stepMs

export type MarketAsked = Span & Rules & { symbol: string; now: number }

/** The picture of a span, from minutes in ascending order. */
export function marketOf(
  minutes: readonly Minute[],
  asked: MarketAsked,
): Omit<MarketData, 'database' | 'cutAt' | 'newest' | 'apart'> {
  const { symbol, from, to, stepMs, now } = asked
  const wide = barsOf(minutes, { from: neededFrom(asked), to, stepMs }, now)
  const first = indexAt(wide, from)
  const bars = wide.slice(first)
  const closes = wide.map((bar) => bar.c)
  return {
    ...{ symbol, from, to, stepMs, bars },
    ema: { fast: ema(closes, emaFast).slice(first), slow: ema(closes, emaSlow).slice(first) },
    ray: rayOf(wide, ema(closes, emaRay)).slice(first),
    base: baseOf(minutes, asked),
    runs: runsIn(minutes, from)
      .map((run) => runOf(minutes, run, { ...asked, bars }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

const rayOf = (bars: readonly Bar[], averages: readonly (number | null)[]): MarketData['ray'] =>
  bars.map((bar, i) => {
    const average = averages[i]
    return average === null || average === undefined ? null : { bull: bar.h - average, bear: bar.l - average }
  })

function baseOf(minutes: readonly Minute[], { from, to, now }: MarketAsked): { scored: number; hits: number } {
  let scored = 0
  let hits = 0
  for (let i = indexAt(minutes, from); i < minutes.length && minutes[i]!.t < to; i++) {
    const move = moveAfter(minutes, i, now)
    if (move === null) continue
    scored++
    if (isHit('hold', move)) hits++
  }
  return { scored, hits }
}

/** Runs that said anything lately or in the span. */
function runsIn(minutes: readonly Minute[], from: number): string[] {
  const found = new Set<string>()
  for (let i = Math.max(0, Math.min(indexAt(minutes, from), minutes.length - 2000)); i < minutes.length; i++)
    for (const run in minutes[i]!.p) found.add(run)
  return [...found]
}

function runOf(minutes: readonly Minute[], id: string, asked: MarketAsked & { bars: Bar[] }): RunData {
  const { score, said, line } = scoreRun(minutes, id, asked)
  const newest = minutes.findLast((minute) => minute.p?.[id])?.t ?? null
  let behind = 0
  let holes = 0
  let begun = false
  // Also before the range: a run that stopped long ago is as far behind as it is, however short the range.
  const from = Math.min(asked.from, newest ?? asked.from)
  for (let i = indexAt(minutes, from); i < minutes.length; i++) {
    const { t, p } = minutes[i]!
    if (p?.[id]) begun = true
    else if (newest !== null && t > newest) behind += t + minuteMs <= asked.now ? 1 : 0
    else if (begun && t < asked.to) holes++
  }
  let profit: number | null = null
  return {
    id,
    ...partsOf(id),
    said: asked.bars.map((bar) => said.get(bar.t) ?? null),
    profit: asked.bars.map((bar) => {
      profit = line.get(bar.t) ?? profit
      return profit
    }),
    ...{ score, newest, behind, holes },
  }
}

/** "lightgbm_v1" → model and version. */
export function partsOf(run: string): { model: string; version: string } {
  const at = run.lastIndexOf('_')
  return at < 0 ? { model: run, version: '' } : { model: run.slice(0, at), version: run.slice(at + 1) }
}

/** A prediction column as a run: `lightgbm_1` (upstream) and `lightgbm_v1` are the same one; anything else is no prediction. */
export function runOfColumn(column: string): string | null {
  const [, model, version] = /^([a-z][a-z0-9-]*)_v?(\d{1,4})$/i.exec(column) ?? []
  return model && version ? `${model.toLowerCase()}_v${Number(version)}` : null
}

/** What a database column may hold for three numbers: an array, or the text of one, with commas or spaces. Null if it is nothing of the kind. */
export function readTriple(value: unknown): number[] | null {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.match(/[^\s,[\]{}()]+/g) : null
  if (list?.length !== 3) return null
  const numbers = list.map((item) => (item === null || item === '' ? Number.NaN : Number(item)))
  return numbers.every(Number.isFinite) ? numbers : null
}
