import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { ownTopics } from '#lib/own-topics.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'
import { createDeadLetters } from '../dead-letter.ts'
import { type ConsumerDeps, type ConsumerName, startConsumer } from './consumer.ts'
import { createMarket } from './market.ts'
import { type Candle, type Dialect, tellCandle } from './read-candles.ts'
import { openPool } from './table.ts'

const log = createLog('test', 'fatal')
export const begin: number = Date.UTC(2025, 9, 9)

/** Candles of a market of one's own, from `begin` on. */
export function candlesOf(count: number, seed = 1): Candle[] {
  const market = createMarket({ seed, price: 100_000, from: begin })
  return Array.from({ length: count }, () => market.next())
}

/** A record as the producers make it. */
export const batchOf = (symbol: string, candles: readonly Candle[], dialect: Dialect = 'f') => ({
  topic: symbol,
  key: `${symbol}_batch_${candles[0]!.t}_0`,
  value: JSON.stringify(candles.map((candle) => tellCandle(candle, dialect))),
})

export interface Pipeline extends AsyncDisposable {
  broker: TestBroker
  door: KafkaDoor
  data: string
  pool: pg.Pool
  /** `kill -9` of the database, and another one over its files. */
  killDatabase: () => Promise<void>
  topic: (symbol: string, partitions?: number) => Promise<void>
  consumer: (name: ConsumerName, more?: Partial<ConsumerDeps>) => ReturnType<typeof startConsumer>
  /** Environment of a worker process. */
  env: Record<string, string>
  command: (name: ConsumerName, state: string) => void
  state: (name: ConsumerName) => string
  count: (symbol: string, column?: string) => Promise<number>
  /** Lines of the CSV file, without its header. */
  lines: (name: ConsumerName) => string[]
}

/** A broker, a database in a process of its own, and consumers in this one. */
export async function startPipeline(): Promise<Pipeline> {
  const data = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  const env = { MILENA_DATA: data, MILENA_LOG: 'error', KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', MILENA_DEMO: 'off' }
  const places = cryptoPlaces({ data, settings: {} })
  const openDatabase = async () => {
    const child = launch('server/workers/crypto/database.ts', [], env)
    await heard(child)
    return child
  }
  const [broker, first] = await Promise.all([startTestBroker(), openDatabase()])
  let database = first
  env.KAFKA_BOOTSTRAP_SERVERS = broker.bootstrap
  await broker.door.admin.ensureTopics([...ownTopics])
  const pool = openPool(places.databaseUrl, log)
  const file = ({ crypto, model, version }: ConsumerName) => join(places.states, `${crypto}_${model}_${version}.json`)
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  return {
    ...{ broker, door: broker.door, data, pool, env },
    async killDatabase() {
      database.kill('SIGKILL')
      await gone(database)
      database = await openDatabase()
    },
    async topic(symbol, partitions = 1) {
      const settings = { partitions, replication: 1, config: {} }
      await broker.door.admin.ensureTopics([{ ...ownTopics[0]!, name: symbol, settings }])
    },
    consumer: (name, more) =>
      startConsumer(name, {
        ...{ door: broker.door, pool, log, deadLetters: (group) => createDeadLetters(broker.door.sink, log, group) },
        ...{ serviceUrl: () => undefined, data: places.data, states: places.states, maxRows: 100_000 },
        waits: { service: [20, 20, 20], restMs: 200, mendMs: 200 },
        ...more,
      }),
    command: (name, state) => writeFileSync(file(name), JSON.stringify({ ...name, state, error_msg: '' })),
    state(name) {
      const text = read(file(name))
      return text ? (JSON.parse(text) as { state: string }).state : ''
    },
    async count(symbol, column = 'open_time') {
      const { rows } = await pool
        .query(`select count("${column}")::int as n from "${symbol.toLowerCase()}"`)
        .catch((error) => {
          if (['42P01', '42703'].includes(error.code)) return { rows: [{ n: 0 }] }
          throw error
        })
      return rows[0].n
    },
    lines: ({ crypto, model, version }) =>
      read(join(places.data, 'predictions', crypto, model, `${version}.csv`))
        .trim()
        .split('\n')
        .slice(1),
    async [Symbol.asyncDispose]() {
      await pool.end()
      database.kill('SIGTERM')
      await gone(database)
      await broker[Symbol.asyncDispose]()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
