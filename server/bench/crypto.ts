import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { crypto as system } from '#lib/systems/crypto.ts'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { scaledWindow } from '#server/workers/crypto/features.ts'
import { createMarket } from '#server/workers/crypto/market.ts'
import { tellCandle } from '#server/workers/crypto/read-candles.ts'
import { openPool } from '#server/workers/crypto/table.ts'
import type { Sink } from '../ports.ts'
import { launchWorker } from './processes.ts'
import { median, quantile, type Result } from './stats.ts'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const headers = { 'content-type': 'application/json' }
/** Candles of one record, and rows of one question. */
const BATCH = 500
/** Candles before the clock runs: the service alone is warm, too, and V8 takes a second to compile a worker's code. */
const WARM = 30_000
/** Of a processor, for each process where the group is measured: what the machine has left beside database, service, broker and bench is then enough for two. */
const SHARE = 0.25

/**
 * Holds a process to a share of a processor, as a container's limit does: it stands still for the rest of each period. `phase`, 0..1 of a period, keeps two
 * of them apart, as on processors of their own.
 */
function hold(child: ChildProcess, share: number, phase: number): Disposable {
  const period = 40
  let rest: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGSTOP')
    rest = setTimeout(() => child.kill('SIGCONT'), period * (1 - share))
  }
  let beat: NodeJS.Timeout
  const first = setTimeout(() => {
    beat = setInterval(stop, period)
  }, period * phase)
  return {
    [Symbol.dispose]() {
      for (const timer of [first, beat, rest]) clearTimeout(timer)
      child.kill('SIGCONT')
    },
  }
}

/** The crypto consumer beside its model service called bare: candles/s from Kafka to the database, with one process and with two, and p99 from candle to prediction. */
export async function crypto(bootstrap: string, sink: Sink, candles = 100_000, rounds = 3): Promise<Result[]> {
  const door = createClient(readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap }).kafka, quiet)
  const data = mkdtempSync(join(tmpdir(), 'milena-bench-'))
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: bootstrap,
    MILENA_DATA: data,
    MILENA_LOG: 'error',
    MILENA_DEMO: 'off',
    FASTAPI_URL: '',
  }
  const end = async (child: ChildProcess) => {
    child.kill('SIGTERM')
    await gone(child)
  }
  const database = launch('server/workers/crypto/database.ts', [], env)
  const models = launch('server/bench/crypto-models.ts', [String(5 * candles)])
  const [{ url, perSecond }] = await Promise.all([heard<{ url: string; perSecond: number }>(models), heard(database)])
  env.FASTAPI_URL = url
  const pool = openPool(cryptoPlaces({ data, settings: {} }).databaseUrl, createLog('bench', 'error'))
  const market = createMarket({ seed: 1, price: 100_000, from: Date.UTC(2025, 0, 1) })
  const all = Array.from({ length: WARM + candles }, () => market.next())
  const predict = (body: string) =>
    fetch(`${url}?model_name=lightgbm&version=v1`, { method: 'POST', headers, body }).then((answer) => answer.json())

  /** Rows/s of the service alone, with questions that are ready. */
  async function bare(): Promise<number> {
    const bodies = Array.from({ length: 10 }, (_, k) => {
      const some = Array.from({ length: BATCH }, (_, i) => scaledWindow(all, 29 + k * BATCH + i))
      return JSON.stringify(some)
    })
    for (const body of bodies) await predict(body)
    const began = performance.now()
    for (let n = 0; n < candles; n += BATCH) await predict(bodies[(n / BATCH) % 10]!)
    return (candles / (performance.now() - began)) * 1000
  }
  const worker = async (symbol: string) => {
    const child = launchWorker(['crypto', '--crypto', symbol, '--model', 'lightgbm', '--version', 'v1'], env)
    await heard(child)
    return child
  }
  const makeTopic = (symbol: string, partitions: number) => {
    const [topic] = system.topics
    return door.admin.ensureTopics([{ ...topic!, name: symbol, settings: { ...topic!.settings, partitions } }])
  }
  const record = (symbol: string, from: number, to: number, partition: number) => ({
    ...{ topic: symbol, key: `${symbol}_batch_0_${from}`, partition },
    value: JSON.stringify(all.slice(from, to).map((candle) => tellCandle(candle, 'f'))),
  })
  const count = async (symbol: string): Promise<number> =>
    pool.query(`select count(lightgbm_1)::int as n from "${symbol.toLowerCase()}"`).then(
      ({ rows }) => rows[0].n,
      () => 0,
    )

  /** Candles that come when everybody waits for them: predictions/s between the first and the last, of workers that have read `WARM` before. */
  async function flood(symbol: string, partitions: number, processes: number, share = 1): Promise<number> {
    await makeTopic(symbol, partitions)
    const workers = await Promise.all(Array.from({ length: processes }, () => worker(symbol)))
    // Whoever joins the group later gets its share first.
    if (processes > 1) await pause(4000)
    const sql = `select 1 from "${symbol.toLowerCase()}" where open_time = any($1) and lightgbm_1 is not null`
    const ends = Array.from({ length: partitions }, (_, i) => new Date(all.at(-1 - i * BATCH)!.t))
    const endsAre = async () => (await pool.query(sql, [ends])).rowCount === partitions
    const send = (from: number, to: number) => {
      for (let n = from; n < to; n += BATCH)
        void sink.send([record(symbol, n, Math.min(to, n + BATCH), (n / BATCH) % partitions)])
    }
    const predicted = (n: number) => until(`${symbol} ${n}`, async () => (await count(symbol)) >= n - 29, 120_000)
    send(0, WARM)
    await predicted(WARM)
    const held = share < 1 ? workers.map((child, i) => hold(child, share, i / processes)) : []
    const began = performance.now()
    send(WARM, WARM + candles)
    await until('the last candle of each partition', endsAre, 120_000)
    // Counting costs the database a second of its time if it is done all along: once at the end, and it is no part of the time unless some are missing.
    let took = performance.now() - began
    if ((await count(symbol)) < WARM + candles - 29) {
      await predicted(WARM + candles)
      took = performance.now() - began
    }
    for (const one of held) one[Symbol.dispose]()
    await Promise.all(workers.map(end))
    return (candles / took) * 1000
  }

  /** A candle every 20 ms: ms from its sending to its prediction in the database, as one who asks all the time sees it. */
  async function calm(symbol: string): Promise<number> {
    await makeTopic(symbol, 1)
    const child = await worker(symbol)
    await sink.send([record(symbol, 0, 40, 0)])
    await until('it predicts', async () => (await count(symbol)) === 11, 60_000)
    const sent: number[] = []
    const seen: number[] = []
    const sending = (async () => {
      for (let n = 40; n < 340; n++) {
        sent.push(performance.now())
        void sink.send([record(symbol, n, n + 1, 0)])
        await pause(20)
      }
    })()
    while (seen.length < 300) {
      const there = (await count(symbol)) - 11
      while (seen.length < there) seen.push(performance.now())
      await pause(2)
    }
    await sending
    await end(child)
    return quantile(
      sent.map((at, i) => seen[i]! - at),
      0.99,
    )
  }

  const [floor, alone, one, two, heldOne, heldTwo]: number[][] = [[], [], [], [], [], []]
  for (let round = 0; round < rounds; round++) {
    floor!.push(await bare())
    alone!.push(await flood(`ONE${round}`, 1, 1))
    one!.push(await flood(`SHARED${round}`, 2, 1))
    two!.push(await flood(`PAIR${round}`, 2, 2))
    heldOne!.push(await flood(`HELD${round}`, 2, 1, SHARE))
    heldTwo!.push(await flood(`HELDPAIR${round}`, 2, 2, SHARE))
  }
  const p99 = await calm('CALM')
  await pool.end()
  await Promise.all([end(database), end(models), door.close()])
  rmSync(data, { recursive: true, force: true })
  const ratio = median(alone!.map((x, i) => x / floor![i]!))
  const gain = median(two!.map((x, i) => x / one![i]!))
  const heldGain = median(heldTwo!.map((x, i) => x / heldOne![i]!))
  const name = 'crypto: candles/s from Kafka to predictions in the database'
  return [
    {
      what: `${name}, beside POST /predict alone`,
      ours: median(alone!),
      rival: median(floor!),
      unit: '/s',
      ratio,
      must: '≥ 0.5 ×',
      met: ratio >= 0.5,
    },
    {
      what: 'the model service, beside the model without HTTP and JSON',
      ours: median(floor!),
      rival: perSecond,
      unit: '/s',
      ratio: median(floor!) / perSecond,
      must: '(told)',
      met: true,
    },
    {
      what: `two partitions: two processes of the group, beside one, each with ${SHARE * 100} % of a processor`,
      ours: median(heldTwo!),
      rival: median(heldOne!),
      unit: '/s',
      ratio: heldGain,
      must: '> 1 ×',
      met: heldGain > 1,
    },
    {
      what: 'the same without a limit, where one process with database, service and broker fills the machine',
      ours: median(two!),
      rival: median(one!),
      unit: '/s',
      ratio: gain,
      must: '(told)',
      met: true,
    },
    {
      what: 'p99 from candle to prediction in the database, a candle every 20 ms',
      ours: p99,
      unit: 'ms',
      must: '≤ 1 s',
      met: p99 <= 1000,
    },
  ]
}
