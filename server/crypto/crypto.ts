import type { Minute } from '#lib/crypto/bars.ts'
import { type DatabaseState, type MarketData, neededFrom, spanOf } from '#lib/crypto/market.ts'
import type { NewConsumer, ProcessRow, Verb } from '#lib/crypto/pipeline.ts'
import type { GroupRow, Range, ViewSpec } from '#lib/protocol.ts'
import { crypto as system } from '#lib/systems/crypto.ts'
import type { Feed } from '../feed/feed.ts'
import type { Hub } from '../feed/hub.ts'
import type { Log } from '../log.ts'
import type { CryptoPlaces } from '../store/crypto-database.ts'
import { createCandleMemory } from './candle-memory.ts'
import { openDatabase } from './database.ts'
import { createMarket } from './market.ts'
import { askOf, createMarketView, type MarketAsk, newestIn, openPicture } from './market-view.ts'
import type { ModelCheck } from './model-check.ts'
import { createPipelineView, type PipelineNow } from './pipeline-view.ts'
import { type Commanded, createStateFolder } from './state-folder.ts'

export interface CryptoDeps {
  feed: Pick<Feed, 'listen' | 'history'>
  hub: Pick<Hub, 'provide'>
  /** Lag of the pipeline's consumer groups, as last read. */
  groups: () => readonly GroupRow[]
  places: Pick<CryptoPlaces, 'databaseUrl' | 'states' | 'jobs'>
  /** Whether the model service lacks what a new consumer is to ask; without it nobody is asked. */
  models?: ModelCheck
  /** Where `npm run worker` is: jobs of new consumers begin there. */
  root: string
  log: Log
}

export interface Crypto {
  symbols: readonly string[]
  /** The picture of a range once the database has been asked for it (or could not be). Null: no such symbol. */
  picture: (ask: MarketAsk) => Promise<MarketData | null>
  /** Every minute of a range, not bucketed. */
  minutes: (symbol: string, range: Range) => Promise<{ minutes: readonly Minute[]; database: DatabaseState } | null>
  pipeline: () => Promise<PipelineNow>
  command: (id: string, verb: Verb) => Promise<Commanded>
  start: (consumer: NewConsumer) => Promise<Commanded>
  close: () => Promise<void>
}

/** What the crypto pages need besides Kafka: predictions in a database, and processes steered by files. */
export function createCrypto({ feed, hub, groups, places, models, root, log }: CryptoDeps): Crypto {
  const symbols = system.topics.map((topic) => topic.name)
  const memory = createCandleMemory({ feed, symbols })
  const database = openDatabase(places.databaseUrl, log)
  const markets = new Map(symbols.map((symbol) => [symbol, createMarket({ symbol, memory, database, log })]))
  const folder = createStateFolder({ dir: places.states, jobs: places.jobs, root })

  async function pipeline(): Promise<PipelineNow> {
    const { processes, folder: where } = await folder.list()
    const lags = new Map(groups().map((group) => [group.id, group.lag]))
    return {
      rows: processes.map((one): ProcessRow => ({ ...one, lag: one.group ? (lags.get(one.group) ?? null) : null })),
      data: { ...where, symbols: [...symbols] },
      at: Date.now(),
    }
  }

  hub.provide('market', (spec: Extract<ViewSpec, { kind: 'market' }>, changed) => {
    const ask = askOf(spec)
    if (typeof ask === 'string') return ask
    const market = markets.get(ask.symbol)
    if (!market) return `There is no symbol ${ask.symbol} here. There are: ${symbols.join(', ')}.`
    return createMarketView(ask, market, { memory, changed })
  })
  hub.provide('pipeline', (_spec, changed) => createPipelineView(pipeline, changed))

  return {
    symbols,
    async picture(ask) {
      const market = markets.get(ask.symbol)
      if (!market) return null
      const picture = openPicture(ask, market, { memory, changed: () => {} })
      try {
        await picture.asked
        // The first look may have shown that the market stopped long ago, and gone back to it.
        picture.read(Date.now())
        await picture.asked
        return picture.read(Date.now())
      } finally {
        picture.close()
      }
    },
    async minutes(symbol, range) {
      const market = markets.get(symbol)
      if (!market) return null
      const now = Date.now()
      const newest = newestIn(memory, symbol)
      const { from, to } = typeof range === 'object' ? range : spanOf(range, 60_000, { now, newest })
      const watch = market.watch(Math.min(from, neededFrom({ from, to, stepMs: 60_000 })), () => {})
      try {
        await watch.asked
        return { minutes: watch.minutes().filter(({ t }) => t >= from && t < to), database: watch.database() }
      } finally {
        watch.release()
      }
    },
    pipeline,
    command: folder.command,
    async start(consumer) {
      const lacking = await models?.(consumer)
      return lacking ? { ok: false, status: 409, detail: lacking } : folder.start(consumer)
    },
    async close() {
      for (const market of markets.values()) market.close()
      if ('close' in database) await database.close()
    },
  }
}
