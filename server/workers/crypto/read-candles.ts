import { minuteMs } from '#lib/crypto/bars.ts'
import { minuteStart, type Candle as Told } from '#lib/crypto/candles.ts'
import { parseJson } from '#lib/feed/parse.ts'
import { crypto } from '#lib/systems/crypto.ts'
import { finite, isObject } from '#lib/wire.ts'

/** A minute candle. `t`: start of the minute, epoch ms. `more`: quote asset volume, trades, taker base, taker quote, where the dialect has them. */
export interface Candle {
  t: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  more?: (number | null)[]
}

const prices = ['open', 'high', 'low', 'close'] as const
export const moreColumns = ['quote_asset_volume', 'trades', 'taker_base', 'taker_quote'] as const

/** `bad`: why some of a batch cannot be used; the others still can. */
export type ReadCandles = { ok: true; candles: Candle[]; bad?: string } | { ok: false; cause: string }

/** Microseconds or nanoseconds are not taken for milliseconds of a far future. */
const latestMs = Date.UTC(2100, 0)
const largest = crypto.topics[0]?.maxBytes

/** One record's candles in any dialect: a batch or a single one, times with zone or without, in any order. */
export function readCandles(value: Buffer | null): ReadCandles {
  if (value === null) return { ok: false, cause: 'no value' }
  const parsed = parseJson(value, largest)
  if (!parsed.ok) return { ok: false, cause: `${parsed.cause}: ${parsed.detail}` }
  const list = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  const candles: Candle[] = []
  let bad = 0
  let why = ''
  for (const item of list) {
    const read = readCandle(item)
    if (typeof read === 'string') {
      if (bad++ === 0) why = read
    } else candles.push(read)
  }
  if (bad === 0) return { ok: true, candles }
  if (candles.length === 0) return { ok: false, cause: why }
  return { ok: true, candles, bad: `${bad} of ${list.length} candles: ${why}` }
}

/** A candle, or what is wrong with it. */
export function readCandle(item: unknown): Candle | string {
  if (!isObject(item)) return 'not a candle'
  if (item.open_time === undefined || item.open_time === null) return 'no open_time'
  const t = minuteStart(item as unknown as Told)
  if (!(t >= 0 && t < latestMs)) return 'open_time is no time'
  const candle: Candle = { t, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  for (const name of prices) {
    const price = finite(item[name])
    if (price === null || price <= 0) return `${name} is no price`
    candle[name] = price
  }
  const volume = finite(item.volume)
  if (volume === null || volume < 0) return 'volume is no amount'
  candle.volume = volume
  if (moreColumns.some((name) => item[name] !== undefined)) candle.more = moreColumns.map((name) => finite(item[name]))
  return candle
}

const hourMs = 60 * minuteMs
/** Minutes mostly come in order: what the last one began with is known. */
let last = { hour: Number.NaN, text: '' }

/** As the newer producer writes minutes: 2025-10-09T08:00:00+00:00. */
export function isoMinute(t: number): string {
  const hour = Math.floor(t / hourMs) * hourMs
  const minute = (t - hour) / minuteMs
  if (!Number.isInteger(minute)) return new Date(t).toISOString().replace('.000Z', '+00:00')
  if (hour !== last.hour) last = { hour, text: new Date(hour).toISOString().slice(0, -10) }
  return `${last.text}${minute < 10 ? '0' : ''}${minute}:00+00:00`
}
/** As the older one does: 2025-10-09 08:00:00, in UTC. */
const naiveMinute = (t: number): string => new Date(t).toISOString().slice(0, 19).replace('T', ' ')

export type Dialect = 'f' | 'u'

/** A candle as the two producers write it. */
export function tellCandle({ t, open, high, low, close, volume, more }: Candle, dialect: Dialect): object {
  const numbers = { open, high, low, close, volume }
  if (dialect === 'f') return { open_time: isoMinute(t), ...numbers }
  const extra = Object.fromEntries(moreColumns.map((name, i) => [name, more?.[i] ?? 0]))
  return { open_time: naiveMinute(t), ...numbers, ...extra, ignore: 0 }
}
