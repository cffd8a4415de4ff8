import type { Minute } from '#lib/crypto/bars.ts'
import { type DatabaseState, standOf } from '#lib/crypto/market.ts'
import type { Log } from '../log.ts'
import { type CandleMemory, merge } from './candle-memory.ts'
import type { Database } from './database.ts'
import { createPriceTable } from './price-table.ts'

const usualMs = 1000
/** The database is left alone at least this many times as long as its last answer took. */
const restFactor = 10
const firstRetryMs = 1000
const lastRetryMs = 15_000
/** What was read is kept for a while after the last look: a reload begins where it was. */
const keepMs = 60_000

export interface Watch {
  /** Ascending, from `since` on; the same array until something changes. */
  minutes: () => readonly Minute[]
  /** Where the market stands, also when that is before what is looked at: its newest candle that is not far ahead of the others, else its newest. */
  newest: () => number | null
  database: () => DatabaseState
  cutAt: () => number | null
  /** Resolves when the database has been asked for all of it once, or could not be. */
  asked: Promise<void>
  release: () => void
}

export interface Market {
  /** Looks at a symbol from a time on (epoch ms); `changed` when candles or predictions came. The database is asked only while somebody looks. */
  watch: (since: number, changed: () => void) => Watch
  close: () => void
}

interface Look {
  since: number
  changed: () => void
  asked: () => void
  /** Has heard of what is there. */
  told?: boolean
}

/** One symbol: Kafka's candles, and the database's candles and predictions, polled gently. */
export function createMarket(deps: {
  symbol: string
  memory: CandleMemory
  database: Database | { why: string }
  log: Log
  /** ms between two looks into the database, at least. */
  everyMs?: number
}): Market {
  const { symbol, memory, database, log, everyMs = usualMs } = deps
  const now = Date.now
  const table = 'rows' in database ? createPriceTable(database, symbol) : null
  const looks = new Set<Look>()
  let state: DatabaseState = 'why' in database ? { state: 'unset', why: database.why } : { state: 'connecting' }
  let timer: NodeJS.Timeout | undefined
  let forget: NodeJS.Timeout | undefined
  let busy = false
  let failures = 0
  let closed = false

  const tell = () => {
    for (const look of looks) look.changed()
  }
  memory.onCandles((which) => {
    if (which === symbol) tell()
  })

  async function poll(): Promise<void> {
    if (busy || closed || looks.size === 0 || !table || !('rows' in database)) return
    busy = true
    const asking = [...looks]
    const began = now()
    const before = state
    let wait = everyMs
    try {
      const { there, changed } = await table.refresh(Math.min(...asking.map((look) => look.since)))
      failures = 0
      state = there
        ? { state: 'up', at: now() }
        : { state: 'empty', why: `${database.name} has no table ${symbol.toLowerCase()} yet.`, at: now() }
      wait = Math.max(everyMs, restFactor * (now() - began))
      if (changed || before.state !== state.state) tell()
      // Nothing so late: whoever looks may want to look further back.
      else if (asking.some((look) => !look.told)) tell()
      for (const look of asking) look.told = true
    } catch (error) {
      wait = Math.min(lastRetryMs, firstRetryMs * 2 ** failures++)
      const why = error instanceof Error ? error.message : 'unknown'
      const since = before.state === 'down' ? before.since : now()
      if (before.state !== 'down') log.warn({ why }, 'the prediction database cannot be read')
      state = { state: 'down', why, since, nextTryAt: now() + wait }
      tell()
    }
    busy = false
    for (const look of asking) look.asked()
    next(looks.size > asking.length ? 0 : wait)
  }
  function next(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void poll(), ms)
    timer.unref()
  }

  return {
    watch(since, changed) {
      const { promise: asked, resolve } = Promise.withResolvers<void>()
      const look: Look = { since, changed, asked: resolve }
      clearTimeout(forget)
      looks.add(look)
      if (!table) resolve()
      else if (!busy) next(0)
      let merged: Minute[] = []
      let of: [readonly Minute[], readonly Minute[]] | undefined
      const minutes = (): readonly Minute[] => {
        const [kafka, stored] = [memory.of(symbol).minutes(), table?.minutes() ?? []]
        if (of?.[0] !== kafka || of[1] !== stored) {
          merged = merge(kafka, stored, since)
          of = [kafka, stored]
        }
        return merged
      }
      return {
        asked,
        newest() {
          const kafka = memory.of(symbol).minutes()
          // Either may have what the other lacks: Kafka's reaches before this look, the database's may reach beyond what Kafka still has.
          const stands = [kafka, minutes()].map(standOf).filter((t) => t !== null)
          if (stands.length > 0) return Math.max(...stands)
          return kafka.at(-1)?.t ?? table?.minutes().at(-1)?.t ?? table?.newestBefore() ?? null
        },
        database: () => state,
        cutAt: () => table?.cutAt() ?? null,
        minutes,
        release() {
          looks.delete(look)
          resolve()
          if (looks.size > 0) return
          clearTimeout(timer)
          forget = setTimeout(() => table?.clear(), keepMs)
          forget.unref()
        },
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
      clearTimeout(forget)
    },
  }
}
