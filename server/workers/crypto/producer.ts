import { setTimeout as pause } from 'node:timers/promises'
import { minuteMs } from '#lib/crypto/bars.ts'
import { standOf } from '#lib/crypto/market.ts'
import type { KafkaAdmin } from '#server/kafka/admin.ts'
import type { Log } from '#server/log.ts'
import type { Sink } from '#server/ports.ts'
import { type Candle, type Dialect, isoMinute, readCandles, tellCandle } from './read-candles.ts'
import type { ProcessFile } from './state-file.ts'

export interface ProducerOptions {
  symbol: string
  sink: Pick<Sink, 'send'>
  /** Candles in order of time. `after`: the newest that Kafka has. */
  candles: (after: Candle | undefined) => AsyncIterable<Candle> | Iterable<Candle>
  /** The newest candle on the topic; undefined: there is none. Rejects while Kafka is away. */
  newest: () => Promise<Candle | undefined>
  dialect: Dialect
  /** A batch has at most so many candles and bytes. */
  batch: number
  batchBytes: number
  /** ms from one live candle to the next. Candles before `liveFrom` (epoch ms) go out in full batches at once. */
  paceMs: number
  liveFrom: number
  /** Asked before each batch: while false nothing is sent. */
  mayRun: () => boolean
  /** What Kafka refuses is tried again, too: in the demo somebody else makes the topic. */
  patient?: boolean
  log: Log
  signal: AbortSignal
}

/** Sends a symbol's candles as the pipeline's producer does: an array per record. A minute goes out when it is over, never earlier. Resolves when there are no more, with how many Kafka has taken; rejects when Kafka says no. */
export async function produce(options: ProducerOptions): Promise<number> {
  const { symbol, sink, dialect, log, signal } = options
  let sent = 0
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => {})

  async function untilDone<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    for (let wait = 250; !signal.aborted; wait = Math.min(5000, wait * 2)) {
      try {
        return await work()
      } catch (error) {
        if (!options.patient && (error as { retriable?: boolean }).retriable === false) throw error
        log.warn({ symbol, cause: error instanceof Error ? error.message : String(error) }, `${what}; trying again`)
        await rest(wait)
      }
    }
    return undefined
  }
  async function deliver(texts: string[], first: number): Promise<void> {
    while (!options.mayRun() && !signal.aborted) await rest(250)
    const key =
      dialect === 'f'
        ? `${symbol}_batch_${Date.now()}_${sent}`
        : `${symbol}_batch_${new Date(first).toISOString().slice(0, 19).replace('T', ' ')}`
    const record = { topic: symbol, key, value: `[${texts.join(',')}]` }
    const send = () => sink.send([record]).then(() => texts.length)
    // Undefined: the end came before Kafka took them.
    sent += (await untilDone('Kafka does not take candles', send)) ?? 0
  }

  const after = await untilDone('Kafka cannot be asked for the newest candle', options.newest)
  let texts: string[] = []
  let bytes = 0
  let first = 0
  let older = 0
  const flush = async () => {
    if (texts.length) await deliver(texts, first)
    texts = []
    bytes = 0
  }
  for await (const candle of options.candles(after)) {
    if (signal.aborted) break
    if (after && candle.t <= after.t) {
      older++
      continue
    }
    const live = candle.t >= options.liveFrom
    if (live) {
      await flush()
      // The minute must be over; a market that was behind catches up at its own pace.
      await rest(Math.max(options.paceMs, candle.t + minuteMs - Date.now()))
      if (signal.aborted) break
    }
    const text = JSON.stringify(tellCandle(candle, dialect))
    if (texts.length >= options.batch || bytes + text.length > options.batchBytes) await flush()
    if (!texts.length) first = candle.t
    texts.push(text)
    bytes += text.length + 1
    if (live) await flush()
  }
  if (!signal.aborted) await flush()
  if (older) {
    const newest = `the newest on the topic, of ${isoMinute(after!.t)}`
    log.warn({ symbol, older }, `${older} candles were passed over: they are not later than ${newest}`)
  }
  return sent
}

/** The candle a topic stands with, from the ends of its partitions: the newest that is not far ahead of the others, else the newest. */
export async function newestCandle(
  admin: Pick<KafkaAdmin, 'latestOffsets' | 'readRange'>,
  symbol: string,
): Promise<Candle | undefined> {
  let candles: Candle[] = []
  // A record or two may be no candles. Only live ones are alone in theirs: of those many are read, not of full batches.
  for (const count of [5, 30]) {
    candles = []
    for (const { partition, low, high } of await admin.latestOffsets([symbol])) {
      if (high === low) continue
      const from = String(Math.max(Number(low), Number(high) - count))
      const query = { topic: symbol, partition, from, count, maxBytes: 64 * 1024 * 1024 }
      for (const { value } of await admin.readRange(query)) {
        const read = readCandles(value)
        if (read.ok) candles = candles.concat(read.candles)
      }
    }
    candles.sort((a, b) => a.t - b.t)
    const stand = standOf(candles)
    // Beyond it is what a wrong clock or a hand has sent: going on from there would leave a hole in the market.
    if (stand !== null) return candles.findLast(({ t }) => t === stand)
  }
  return candles.at(-1)
}

/** Follows the producer's state file: returns whether it may send, and how to end. */
export function steerProducer(file: ProcessFile, log: Log): { mayRun: () => boolean; stop: () => Promise<void> } {
  let runs = true
  let stopped = false
  const stopping = new AbortController()
  const follow = async () => {
    while (!stopped) {
      try {
        const wanted = (await file.read())?.wanted
        // It can be paused, not deleted.
        runs = wanted !== 'pause' && wanted !== 'delete'
        await file.write(runs ? 'running' : wanted === 'pause' ? 'paused' : 'deleted')
      } catch (error) {
        log.warn({ path: file.path, cause: String(error) }, 'the state file cannot be written')
      }
      await pause(400, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const following = follow()
  return {
    mayRun: () => runs,
    async stop() {
      stopped = true
      stopping.abort()
      await following
      if (runs) await file.write('wait').catch(() => {})
    },
  }
}
