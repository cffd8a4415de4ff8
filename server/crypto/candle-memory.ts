import type { Entry } from '#lib/contract.ts'
import { indexAt, type Minute } from '#lib/crypto/bars.ts'
import { candlesOf, minuteOf } from '#lib/crypto/candles.ts'
import type { Feed } from '../feed/feed.ts'
import { createRate, type Rate } from '../feed/rate.ts'

/** Two weeks of minutes; what is older is in the database. */
const kept = 20_000
/** A candle that claims to be from after tomorrow would push the live picture away from the market. */
const aheadMs = 86_400_000
const historyRecords = 3000

export interface SymbolMemory {
  /** Ascending; the same array until a candle comes. */
  minutes: () => readonly Minute[]
  counts: { in: number; newest: number }
  rate: Rate
}

export interface CandleMemory {
  of: (symbol: string) => SymbolMemory
  /** Called with the symbol of which candles came. */
  onCandles: (listener: (symbol: string) => void) => void
}

/** The candles of each symbol as Kafka has them: those of the index when first asked, and all that come. */
export function createCandleMemory({
  feed,
  symbols,
}: {
  feed: Pick<Feed, 'listen' | 'history'>
  symbols: readonly string[]
}): CandleMemory {
  const shelves = new Map(symbols.map((symbol) => [symbol, createShelf()]))
  const listeners: ((symbol: string) => void)[] = []

  feed.listen({
    entries(entries) {
      const changed = new Set<string>()
      for (const entry of entries) {
        const shelf = shelves.get(entry.topic)
        if (!shelf) continue
        shelf.take(entry)
        changed.add(entry.topic)
      }
      for (const symbol of changed) for (const listener of listeners) listener(symbol)
    },
  })

  return {
    of(symbol) {
      const shelf = shelves.get(symbol)!
      if (!shelf.begun) {
        shelf.begun = true
        // Newest first; what has come since the start is newer than all of it.
        for (const seen of feed.history(symbol, symbol, historyRecords)) if ('message' in seen) shelf.fill(seen)
      }
      return shelf
    },
    onCandles: (listener) => void listeners.push(listener),
  }
}

function createShelf() {
  const byTime = new Map<number, Minute>()
  let sorted: Minute[] | null = null
  const counts = { in: 0, newest: 0 }
  const rate = createRate()

  function put(entry: Entry, wins: boolean): void {
    if (entry.message === null) return
    const latest = Date.now() + aheadMs
    for (const candle of candlesOf(entry.message)) {
      const minute = minuteOf(candle)
      if (minute && minute.t < latest && (wins || !byTime.has(minute.t))) byTime.set(minute.t, minute)
    }
    if (entry.time > counts.newest) counts.newest = entry.time
    sorted = null
  }
  function sort(): Minute[] {
    const list = [...byTime.values()].sort((a, b) => a.t - b.t)
    for (const { t } of list.splice(0, Math.max(0, list.length - kept))) byTime.delete(t)
    return list
  }

  return {
    begun: false,
    counts,
    rate,
    take(entry: Entry) {
      put(entry, true)
      counts.in++
      rate.add(1, Date.now())
      // Sorting throws away what is too old; without a reader it must still happen now and then.
      if (byTime.size > 2 * kept) sorted = sort()
    },
    fill: (entry: Entry) => put(entry, false),
    minutes: () => (sorted ??= sort()),
  }
}

/** Kafka's candles over the database's, with the database's predictions. Both ascending. */
export function merge(kafka: readonly Minute[], stored: readonly Minute[], from: number): Minute[] {
  const out: Minute[] = []
  let k = indexAt(kafka, from)
  let s = indexAt(stored, from)
  while (k < kafka.length || s < stored.length) {
    const a = kafka[k]
    const b = stored[s]
    if (a && b && a.t === b.t) {
      out.push(b.p ? { ...a, p: b.p } : a)
      k++
      s++
    } else if (a && (!b || a.t < b.t)) {
      out.push(a)
      k++
    } else {
      out.push(b!)
      s++
    }
  }
  return out
}
