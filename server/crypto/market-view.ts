import { indexAt, minuteMs, type Span } from '#lib/crypto/bars.ts'
import { type ClassOrder, isOrder, usualOrder } from '#lib/crypto/classes.ts'
import { type MarketData, marketOf, neededFrom, spanOf, standOf, widths } from '#lib/crypto/market.ts'
import type { Range, Truth, ViewSpec } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'
import type { CandleMemory } from './candle-memory.ts'
import type { Market, Watch } from './market.ts'

export interface MarketAsk {
  symbol: string
  range: Range
  width: number
  order: ClassOrder
  sell: number
}

/** A view's spec with what it leaves out, or one sentence why it cannot be. */
export function askOf(spec: Extract<ViewSpec, { kind: 'market' }>): MarketAsk | string {
  const { symbol, range, width = widths[0]!, order = usualOrder, sell = 1 } = spec
  if (!widths.includes(width)) return `Candles are ${widths.map((ms) => ms / minuteMs).join(', ')} minutes wide.`
  if (!isOrder(order)) return 'There is no such order of classes.'
  return { symbol, range, width, order, sell }
}

/** Where Kafka's candles alone say that a market stands. */
export function newestIn(memory: CandleMemory, symbol: string): number | null {
  const minutes = memory.of(symbol).minutes()
  return standOf(minutes) ?? minutes.at(-1)?.t ?? null
}

export interface Picture {
  read: (now: number) => MarketData
  asked: Promise<void>
  close: () => void
}

/** A picture that follows its market: the span moves on with the newest candle (live) or the clock. */
export function openPicture(
  ask: MarketAsk,
  market: Market,
  { memory, changed }: { memory: CandleMemory; changed: () => void },
): Picture {
  const { symbol, range, width, order, sell } = ask
  const spanAt = (now: number, newest: number | null): Span => spanOf(range, width, { now, newest })
  // What is in the database may reach further on than what Kafka still has, or less far back: the span is asked for again when it moves.
  let since = neededFrom(spanAt(Date.now(), newestIn(memory, symbol)))
  let watch: Watch = market.watch(since, changed)

  return {
    get asked() {
      return watch.asked
    },
    read(now) {
      const newest = watch.newest()
      const span = spanAt(now, newest)
      if (neededFrom(span) < since) {
        since = neededFrom(span)
        const old = watch
        watch = market.watch(since, changed)
        old.release()
      }
      const all = watch.minutes()
      const end = newest === null ? all.length : indexAt(all, newest + 1)
      const last = all.at(-1)
      const cut = watch.cutAt()
      return {
        ...marketOf(end < all.length ? all.slice(0, end) : all, { ...span, symbol, order, sell, now }),
        newest,
        apart: last && end < all.length ? { n: all.length - end, t: last.t } : null,
        database: watch.database(),
        cutAt: cut !== null && cut > span.from ? cut : null,
      }
    },
    close: () => watch.release(),
  }
}

/** One frame a second at most, and one every 10 s though nothing came, because clock time moves on. */
export function createMarketView(
  ask: MarketAsk,
  market: Market,
  deps: { memory: CandleMemory; changed: () => void },
): View {
  const picture = openPicture(ask, market, deps)
  const counts = deps.memory.of(ask.symbol)
  let shown = 0
  const clock = setInterval(deps.changed, 10_000)
  clock.unref()
  const body = (): Body => {
    const now = Date.now()
    shown++
    const truth: Truth = {
      ...counts.counts,
      rate: counts.rate.perSecond(now),
      shown,
      ...{ conflated: 0, passed: 0, bad: 0, now },
    }
    return { data: picture.read(now), truth }
  }
  return {
    snapshot: () => ({ full: true, ...body() }),
    drain: body,
    everyMs: 1000,
    close() {
      clearInterval(clock)
      picture.close()
    },
  }
}
