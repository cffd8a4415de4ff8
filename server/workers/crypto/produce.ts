import { parseArgs } from 'node:util'
import { minuteMs } from '#lib/crypto/bars.ts'
import type { Config } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import type { Running } from '../lifecycle.ts'
import { mix } from '../random.ts'
import { kafkaOf, ownBroker } from './hosts.ts'
import { createMarket } from './market.ts'
import { newestCandle, produce, steerProducer } from './producer.ts'
import type { Candle, Dialect } from './read-candles.ts'
import { layout, replay } from './replay.ts'
import { createProcessFile } from './state-file.ts'
import { isName } from './table.ts'
import { firstSymbol, topicOf } from './topics.ts'

const dayMs = 86_400_000
/** Where a made-up market of a symbol begins. */
const prices: Record<string, number> = { BTCUSDT: 121_980, ETHUSDT: 4480 }

export interface ProduceOptions {
  symbols: string[]
  file?: string
  dialect: Dialect
  batch: number
  batchBytes: number
  paceMs: number
  historyDays: number
  behindDays: number
  seed: number
}

/** The options of `npm run candles --`; a text says what is wrong with them. */
export function readOptions(args: string[]): ProduceOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        crypto: { type: 'string', multiple: true, default: [firstSymbol] },
        csv: { type: 'string' },
        dialect: { type: 'string', default: 'f' },
        batch: { type: 'string', default: '10000' },
        'batch-bytes': { type: 'string', default: '900000' },
        pace: { type: 'string', default: '2' },
        history: { type: 'string', default: '2' },
        behind: { type: 'string', default: '2' },
        seed: { type: 'string', default: '7' },
      },
    })
    const symbols = values.crypto.flatMap((one) => one.split(',')).filter(Boolean)
    const odd = symbols.find((symbol) => !isName(symbol))
    if (odd !== undefined || !symbols.length) return `"${odd ?? ''}" is no symbol like BTCUSDT`
    if (values.dialect !== 'f' && values.dialect !== 'u') return 'the dialect is f or u'
    if (values.csv && symbols.length > 1) return 'a CSV file has the candles of one symbol'
    const number = (
      name: 'batch' | 'batch-bytes' | 'pace' | 'history' | 'behind' | 'seed',
      least: number,
      most: number,
    ) => {
      const value = Number(values[name])
      if (!(value >= least && value <= most)) throw new RangeError(`${name} is a number from ${least} to ${most}`)
      return value
    }
    return {
      ...{ symbols, dialect: values.dialect, ...(values.csv && { file: values.csv }) },
      ...{
        batch: number('batch', 1, 10_000),
        batchBytes: number('batch-bytes', 1000, 20_000_000),
        paceMs: 1000 * number('pace', 0, 3600),
      },
      ...{
        historyDays: number('history', 0, 3650),
        behindDays: number('behind', 0, 3650),
        seed: number('seed', 0, 2 ** 31),
      },
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export interface Producing extends Running {
  /** There are no more candles, or none can be sent: the process's exit code and a sentence. Null: it was stopped. */
  ended: Promise<{ code: number; line: string } | null>
}

/** Candles of all symbols until they end or the process does. `patient`: what Kafka refuses is tried again and again. */
export async function startProducer(deps: {
  config: Config
  log: Log
  options: ProduceOptions
  patient?: boolean
}): Promise<Producing> {
  const { config, log, options, patient = false } = deps
  const kafka = kafkaOf(config)
  const door = createClient(kafka, log, { compression: 'gzip' })
  const stopping = new AbortController()
  const file = createProcessFile(cryptoPlaces(config).states, { crypto: 'ALL', model: 'producer', version: 'main' })
  const steer = steerProducer(file, log)
  const liveFrom = Math.floor((Date.now() - options.behindDays * dayMs) / minuteMs) * minuteMs
  /** A file is played at the pace; without one its minutes that are over go out in full batches. */
  const playFrom = options.paceMs ? Number.NEGATIVE_INFINITY : Math.floor(Date.now() / minuteMs) * minuteMs
  const tally = { candles: 0, bad: 0 }

  async function newest(symbol: string): Promise<Candle | undefined> {
    if (ownBroker(config)) {
      const { created } = await door.admin.ensureTopics([topicOf(symbol)])
      if (created.length) log.info({ symbol }, `the topic ${created[0]} was missing: created it`)
    }
    return newestCandle(door.admin, symbol)
  }
  const producing = options.symbols.map((symbol, i) =>
    produce({
      ...{ symbol, sink: door.sink, dialect: options.dialect, batch: options.batch, batchBytes: options.batchBytes },
      ...{ paceMs: options.paceMs, liveFrom: options.file ? playFrom : liveFrom, mayRun: steer.mayRun, patient },
      ...{ newest: () => newest(symbol), log, signal: stopping.signal },
      candles: (after) =>
        options.file
          ? replay(options.file, log, tally)
          : simulated({
              after,
              from: liveFrom - options.historyDays * dayMs,
              price: prices[symbol] ?? 100,
              seed: mix(options.seed, i),
            }),
    }).catch((error) => {
      throw new Error(whyRefused(error, kafka.physical(symbol), kafka.brokers.join(',')), { cause: error })
    }),
  )
  let stopped = false
  const ended = Promise.all(producing).then(
    ([sent]) => {
      if (stopped) return null
      if (!tally.candles) return { code: 1, line: `${options.file}: no line of it is a candle. ${layout}` }
      return { code: 0, line: `${options.symbols[0]}: all of ${options.file} was read; ${sent} candles were sent` }
    },
    (error: Error) => {
      // The others end with it.
      stopping.abort()
      log.debug({ error: String(error.cause) }, 'the producer failed')
      return { code: 1, line: error.message }
    },
  )
  return {
    ended,
    line: `crypto producer: ${options.symbols.join(', ')} from ${options.file ?? 'a made-up market'}, a candle every ${options.paceMs / 1000} s`,
    async stop() {
      stopped = true
      stopping.abort()
      await Promise.allSettled(producing)
      await steer.stop()
      await door.close()
    },
  }
}

/** One sentence why no more candles can be sent, with the remedy. */
function whyRefused(error: unknown, topic: string, brokers: string): string {
  const { message, retriable, remedy } = error as Error & { retriable?: boolean; remedy?: string }
  if (retriable !== false) return message
  if (!/does not exist/.test(message)) return `Kafka takes no candles on ${topic}: ${message}: ${remedy}.`
  return `The topic ${topic} does not exist on ${brokers}: create it with kafka-topics --bootstrap-server ${brokers} --create --topic ${topic} --partitions 1 --config max.message.bytes=${topicOf(topic).settings.config['max.message.bytes']}`
}

/** Goes on where the topic stands, with the price of its newest candle. */
function* simulated(start: {
  after: Candle | undefined
  from: number
  price: number
  seed: number
}): Generator<Candle> {
  const from = start.after ? start.after.t + minuteMs : start.from
  const market = createMarket({
    seed: mix(start.seed, from / minuteMs),
    price: start.after?.close ?? start.price,
    from,
  })
  for (;;) yield market.next()
}
