import { constants, createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse'
import { minuteMs } from '#lib/crypto/bars.ts'
import type { Config } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import type { Running } from '../lifecycle.ts'
import { mix } from '../random.ts'
import { kafkaOf } from './hosts.ts'
import { createMarket } from './market.ts'
import { newestCandle, produce, steerProducer } from './producer.ts'
import { type Candle, type Dialect, readCandle } from './read-candles.ts'
import { createProcessFile } from './state-file.ts'
import { isName } from './table.ts'
import { firstSymbol } from './topics.ts'

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

/** Candles of all symbols until they end or the process does. */
export async function startProducer(deps: { config: Config; log: Log; options: ProduceOptions }): Promise<Running> {
  const { config, log, options } = deps
  const door = createClient(kafkaOf(config), log, { compression: 'gzip' })
  const stopping = new AbortController()
  const file = createProcessFile(cryptoPlaces(config).states, { crypto: 'ALL', model: 'producer', version: 'main' })
  const steer = steerProducer(file, log)
  const liveFrom = Math.floor((Date.now() - options.behindDays * dayMs) / minuteMs) * minuteMs
  const producing = options.symbols.map((symbol, i) =>
    produce({
      ...{ symbol, sink: door.sink, dialect: options.dialect, batch: options.batch, batchBytes: options.batchBytes },
      ...{ paceMs: options.paceMs, liveFrom: options.file ? Number.NEGATIVE_INFINITY : liveFrom, mayRun: steer.mayRun },
      ...{ newest: () => newestCandle(door.admin, symbol), log, signal: stopping.signal },
      candles: (after) =>
        options.file
          ? replay(options.file, log)
          : simulated({
              after,
              from: liveFrom - options.historyDays * dayMs,
              price: prices[symbol] ?? 100,
              seed: mix(options.seed, i),
            }),
    }).then((sent) => log.info({ symbol, sent }, 'no more candles')),
  )
  for (const one of producing) one.catch((error) => log.error({ error: String(error) }, 'the producer failed'))
  return {
    line: `crypto producer: ${options.symbols.join(', ')} from ${options.file ?? 'a made-up market'}, a candle every ${options.paceMs / 1000} s`,
    async stop() {
      stopping.abort()
      await Promise.allSettled(producing)
      await steer.stop()
      await door.close()
    },
  }
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

/** One sentence why a file of candles cannot be read, or null. */
export async function whyUnreadable(file: string): Promise<string | null> {
  const remedy = '--csv takes a file of candles that you may read, with a header: open_time,open,high,low,close,volume.'
  try {
    await access(file, constants.R_OK)
    return (await stat(file)).isDirectory() ? `${file} is a folder. ${remedy}` : null
  } catch (error) {
    const none = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return `${none ? `There is no file ${file}` : `${file} may not be read`}. ${remedy}`
  }
}

/** A CSV file of candles with a header, in either dialect's columns; `open_time` as text or epoch ms. Lines that are no candle are counted. */
export async function* replay(file: string, log: Pick<Log, 'warn'>): AsyncGenerator<Candle> {
  let line = 1
  const rows = parse({ columns: true, trim: true, skip_empty_lines: true, relax_column_count: true })
  // A file that fails while it is read must fail the loop: `pipe` passes no errors on.
  createReadStream(file)
    .on('error', (error) => rows.destroy(error))
    .pipe(rows)
  for await (const row of rows) {
    line++
    const { open_time: told } = row as Record<string, string>
    const candle = readCandle({ ...row, open_time: told && /^\d+$/.test(told) ? Number(told) : told })
    if (typeof candle === 'string') log.warn({ file, line, cause: candle }, 'a line is no candle')
    else yield candle
  }
}
