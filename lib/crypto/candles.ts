import { z } from 'zod'
import type { Board, Entry } from '../contract.ts'
import { dialects, finite, id, maybeNum, num } from '../wire.ts'
import { type Minute, minuteMs } from './bars.ts'

/** Minute candles, in both dialects: ISO times with zone, or "2025-10-09 08:00:00" in UTC with five more figures. */
const open_time = z.union([id, z.number()])
const Candle = z.looseObject({
  open_time,
  open: num,
  high: num,
  low: num,
  close: num,
  volume: num,
  quote_asset_volume: maybeNum,
  trades: maybeNum,
  taker_base: maybeNum,
  taker_quote: maybeNum,
})
export type Candle = z.output<typeof Candle>
const Batch = z.array(Candle)

/** One record is a batch; the service's own consumer takes a single candle too. */
export const CandleMessage = dialects((value) => (Array.isArray(value) ? Batch : Candle))

export const candlesOf = (message: Candle[] | Candle): Candle[] => (Array.isArray(message) ? message : [message])

/** epoch ms of a candle's minute; NaN if it is no time. */
export function openMs(candle: Candle): number {
  const at = candle.open_time
  if (typeof at === 'number') return at
  const iso = at.trim().replace(' ', 'T')
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`)
}

/** epoch ms at which a candle's minute begins; NaN if it has no time. */
export const minuteStart = (candle: Candle): number => Math.floor(openMs(candle) / minuteMs) * minuteMs

/** A candle to count with; null if it has no time or no prices. */
export function minuteOf(candle: Candle): Minute | null {
  const t = minuteStart(candle)
  const [o, h, l, c] = [finite(candle.open), finite(candle.high), finite(candle.low), finite(candle.close)]
  if (Number.isNaN(t) || o === null || h === null || l === null || c === null) return null
  return { t, o, h, l, c, v: finite(candle.volume) ?? 0 }
}

/** The newest candle of a batch; batches may come unsorted. */
export function latest(message: Candle[] | Candle): Candle | undefined {
  let best: Candle | undefined
  for (const candle of candlesOf(message)) if (!best || openMs(candle) >= openMs(best)) best = candle
  return best
}

/** What the market of a symbol does now. Kept by the board. */
export interface Market {
  symbol: string
  candle: Candle | null
  /** The close before this candle. */
  before: number | null
  batches: number
  candles: number
}

export const mergeMarket =
  (symbol: string) =>
  (known: Market | undefined, message: Candle[] | Candle, _entry: Entry): Market => {
    const list = [...candlesOf(message)].sort((a, b) => openMs(a) - openMs(b))
    const last = list.at(-1)
    const counts = { batches: (known?.batches ?? 0) + 1, candles: (known?.candles ?? 0) + list.length }
    const old = known?.candle ?? null
    // A batch sent again, or a late one, does not turn the market back.
    if (!last || (old && openMs(last) <= openMs(old)))
      return { symbol, candle: old, before: known?.before ?? null, ...counts }
    return { symbol, candle: last, before: finite((list.at(-2) ?? old)?.close), ...counts }
  }

/** Share of change against the close before, ±0..1; null before there are two. */
export function change(market: Market): number | null {
  const close = finite(market.candle?.close)
  return close === null || !market.before ? null : close / market.before - 1
}
/** A move below 0.015 % is what the models' trainers call "hold". */
const still = 0.00015
export const direction = (market: Market): string => {
  const moved = change(market) ?? 0
  return moved > still ? 'up' : moved < -still ? 'down' : 'still'
}

export const directions: NonNullable<Board['levels']> = [
  { id: 'down', title: 'down', tone: 'bad', mark: '▼' },
  { id: 'up', title: 'up', tone: 'good', mark: '▲' },
  { id: 'still', title: 'still', tone: 'muted', mark: '○' },
]

export const marketColumns: Board<Market>['columns'] = [
  { id: 'symbol', title: 'Symbol', priority: 1, value: (m) => m.symbol },
  { id: 'direction', title: 'Move', kind: 'level', priority: 2, value: direction },
  { id: 'close', title: 'Close', kind: 'number', priority: 1, value: (m) => finite(m.candle?.close) },
  { id: 'change', title: 'Change', kind: 'percent', priority: 1, value: change },
  { id: 'trend', title: 'Trend', kind: 'trend', priority: 3, value: (m) => finite(m.candle?.close) },
  { id: 'high', title: 'High', kind: 'number', priority: 3, value: (m) => finite(m.candle?.high) },
  { id: 'low', title: 'Low', kind: 'number', priority: 3, value: (m) => finite(m.candle?.low) },
  { id: 'volume', title: 'Volume', kind: 'number', priority: 3, value: (m) => finite(m.candle?.volume) },
  { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (m) => (m.candle ? openMs(m.candle) : null) },
]

const price = z.number().gt(0).max(100_000_000)
export const CandleInput = z
  .object({
    open: price.default(121_980.27).meta({ title: 'Open', unit: 'USDT' }),
    high: price.default(122_010.89).meta({ title: 'High', unit: 'USDT' }),
    low: price.default(121_950.93).meta({ title: 'Low', unit: 'USDT' }),
    close: price.default(122_004.1).meta({ title: 'Close', unit: 'USDT' }),
    volume: z.number().min(0).max(1_000_000_000).default(12.3456).meta({ title: 'Volume', unit: 'BTC' }),
    open_time: z.iso
      .datetime({
        local: true,
        offset: true,
        error: ({ input }) =>
          `${input === undefined ? 'is needed: the minute after the newest candle on the crypto page,' : 'must be a time'} like 2025-10-09T08:00:00`,
      })
      .meta({
        title: 'Minute',
        placeholder: '2025-10-09T08:00:00',
        // No default of now: a market may be days behind the clock, and a candle far ahead of it belongs to nothing.
        description:
          'UTC, best the minute after the market’s newest candle. One far ahead of it is left out of the pictures until the market comes there',
      }),
  })
  .refine((c) => c.high >= Math.max(c.open, c.close), { path: ['high'], error: 'must be the highest of the four' })
  .refine((c) => c.low <= Math.min(c.open, c.close), { path: ['low'], error: 'must be the lowest of the four' })

/** A batch of one candle, as the newer producer writes it: the minute in ISO with zone. */
export function composeCandles({
  open_time: typed,
  open,
  high,
  low,
  close,
  volume,
}: z.output<typeof CandleInput>): Candle[] {
  const minute = new Date(minuteStart({ open_time: typed } as Candle)).toISOString().replace('.000Z', '+00:00')
  return [{ open_time: minute, open, high, low, close, volume }]
}
