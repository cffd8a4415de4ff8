import { minuteMs } from '#lib/crypto/bars.ts'
import type { Log } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import type { DeadLetters } from '../dead-letter.ts'
import type { CsvFile, Said } from './csv-file.ts'
import { WINDOW } from './features.ts'
import { createHoldings, type Holdings } from './holdings.ts'
import type { Predictor } from './predictor.ts'
import { type Candle, readCandles } from './read-candles.ts'
import { byTime, inOrder, PAST_MS, placesIn } from './series.ts'
import type { Row, Table } from './table.ts'

export interface ProcessorDeps {
  table: Table
  csv: Pick<CsvFile, 'append'>
  predictor: Predictor
  deadLetters: DeadLetters
  log: Log
  /** Aborted when the consumer pauses or ends: questions under way are dropped. */
  signal: AbortSignal
}

/** What the group reader gives with a batch; only what the processor needs of it. */
export interface Tools {
  partition: number
  commit: (offset: string) => Promise<void>
  stale: () => boolean
}

export interface Processor {
  /** A partition is ours; `partitions`: how many the topic has. */
  assigned: (partition: number, partitions: number) => void
  /** It is read from here on, and ended there when it became ours. */
  begins: Holdings['begins']
  lost: Holdings['lost']
  /** Candles in, predictions out. The offset is committed when the database has both and the file has its lines. */
  batch: (records: Raw[], tools: Tools) => Promise<void>
  /** Fills in predictions of candles that were skipped, looking back over `rows`. Returns how many; null: the service does not answer yet. */
  mend: (rows: number) => Promise<number | null>
  counts: () => { candles: number; predictions: number }
}

/** The chunks of a batch that are under way, one after another: asked, and written to the table. */
type Line = Promise<void>[]

/** Questions that may wait for their answer or their turn in the table, so that model, database and we do not wait for each other. */
const AHEAD = 4

/** Candles that are predicted and written together. */
export const CHUNK = 500
/** Lines that may wait for the file, which is shared under a lock: it costs as much as writing hundreds. */
const OWED = 8 * CHUNK
/** With several partitions a candle's past may still be on its way in another process: after so long it is taken for a hole of the market. */
const STRAGGLER_MS = 15_000

/** Candles of one symbol through one model version into the table and the file. Redelivery changes nothing. */
export function createProcessor(deps: ProcessorDeps): Processor {
  const { table, csv, predictor, signal } = deps
  /** Knows the newest minute seen: holes before it are mended. */
  const holdings = createHoldings()
  /** The newest row of the table when all was read that stood in the topic: what an earlier life left without a prediction. */
  let left: number | undefined
  /** The 29 candles before the next one, while all candles come by one partition. */
  let tail: Candle[] | undefined
  let alone = true
  let count = 0
  let predictions = 0
  let quietSince = 0

  /** What the table has and the file has not: the table tells only once what is new. */
  let owed: Said[] = []

  async function write(rows: Row[]): Promise<void> {
    const fresh = await table.write(rows.sort(byTime))
    for (const { t, said } of rows) {
      if (!said || !fresh.has(t)) continue
      owed.push({ t, said })
      predictions++
    }
  }
  async function file(): Promise<void> {
    const lines = owed.sort(byTime)
    owed = []
    try {
      await csv.append(lines)
    } catch (error) {
      owed.push(...lines)
      throw error
    }
  }

  /** Asks for a chunk and lets it be written when answered. */
  async function ask(
    line: Line,
    series: readonly Candle[],
    places: readonly number[],
    young: Row[] = [],
    /** Given what was written; not called when the service did not answer. */
    afterwards?: (rows: Row[]) => Promise<unknown>,
  ): Promise<void> {
    const answered = predictor.predict(series, places, signal)
    // Two at a time: while the database works on one, the next is on its way to it.
    const rows = Promise.all([answered, line.at(-2)]).then(([answers]) => [
      ...young,
      ...places.map((place, i) => ({ ...series[place]!, said: answers?.[i] ?? null })),
    ])
    const writing = rows.then(async (all) => {
      await write(all)
      // Without an answer they are mended later.
      if (await answered) await afterwards?.(all)
    })
    // Told when it is waited for.
    writing.catch(() => {})
    line.push(writing)
    if (line.length > AHEAD) await line.shift()
  }

  async function chunk(candles: Candle[], line: Line): Promise<void> {
    const [first, last] = [candles[0]!.t, candles.at(-1)!.t]
    const minutes = (last - first) / minuteMs + 1
    const whole = minutes === candles.length
    if (alone && whole) {
      if (!tail?.length || first - tail.at(-1)!.t !== minuteMs) {
        // The table may have candles between the last one and this.
        await Promise.all(line)
        tail = await table.before(first, WINDOW - 1)
      }
      const series = [...tail, ...candles]
      const begin = tail.length
      const ripe = Math.max(begin, WINDOW - 1)
      const places = candles.map((_, i) => begin + i).filter((place) => place >= ripe)
      const young = series.slice(begin, ripe).map((candle) => ({ ...candle, said: null }))
      tail = series.slice(-(WINDOW - 1))
      return ask(line, series, places, young)
    }
    // The past is what the table has. It may come by other partitions, and must then be without a hole; by one partition a hole is the market's.
    if (alone) await Promise.all(line)
    tail = undefined
    const strict = !alone || minutes > 10 * CHUNK
    const known = whole ? [] : await table.from(first, Math.min(10 * CHUNK, minutes))
    const there = new Set(known.map(({ t }) => t))
    const mine = candles.filter(({ t }) => !there.has(t)).map((candle) => ({ ...candle, said: null }))
    const between = [...known, ...mine].sort(byTime)
    const series = [...(await table.before(first, WINDOW - 1)), ...between]
    const ours = new Set(candles.map(({ t }) => t))
    const places = placesIn(series, (row) => ours.has(row.t) && row.said === null, strict)
    const asked = new Set(places.map((place) => series[place]))
    const young = mine.filter((row) => !asked.has(row))
    // Who writes second sees what the other could not: candles whose past was on its way in another process.
    await ask(line, series, places, young, async (rows) => {
      // What lies farther apart than this is left to `mend`.
      const around = whole
        ? [...(await table.around(first, last, WINDOW - 1)), ...rows].sort(byTime)
        : await table.from(first - PAST_MS, Math.min(10 * CHUNK, minutes + 2 * (WINDOW - 1)))
      await fill(
        around,
        placesIn(around, (row) => row.said === null, true),
      )
    })
  }

  /** Predicts rows that the table has already. Returns how many; null: the service does not answer. */
  async function fill(series: readonly Row[], places: readonly number[]): Promise<number | null> {
    if (!places.length) return 0
    const answers = await predictor.predict(series, places, signal)
    if (!answers) return null
    await write(places.map((place, i) => ({ ...series[place]!, said: answers[i]! })))
    return places.length
  }

  return {
    counts: () => ({ candles: count, predictions }),
    assigned(partition, partitions) {
      holdings.assigned(partition)
      left = undefined
      tail = undefined
      alone = partitions === 1
    },
    begins: holdings.begins,
    lost: holdings.lost,
    async batch(records, tools) {
      let done = false
      try {
        const dead: { raw: Raw; cause: string }[] = []
        const candles: Candle[] = []
        for (const raw of records) {
          const read = readCandles(raw.value)
          if (!read.ok) dead.push({ raw, cause: read.cause })
          else {
            if (read.bad) dead.push({ raw, cause: read.bad })
            for (const candle of read.candles) candles.push(candle)
          }
        }
        await deps.deadLetters.bury(dead)
        const fresh = inOrder(candles)
        const line: Line = []
        try {
          for (let i = 0; i < fresh.length; i += CHUNK) {
            if (tools.stale() || signal.aborted) return
            await chunk(fresh.slice(i, i + CHUNK), line)
            if (owed.length >= OWED) await file()
          }
          await Promise.all(line)
        } finally {
          await Promise.allSettled(line)
          await file()
        }
        // A question that was cut off is asked again by whoever reads on.
        if (tools.stale() || signal.aborted) return
        const next = BigInt(records.at(-1)!.offset) + 1n
        holdings.read(tools.partition, next, fresh.at(-1)?.t)
        done = true
        count += fresh.length
        quietSince = Date.now()
        await tools.commit(String(next))
      } finally {
        // The same records come again, and are not the past of themselves.
        if (!done) tail = undefined
      }
    },
    async mend(rows) {
      if (left === undefined && holdings.caughtUp()) left = (await table.before(Number.POSITIVE_INFINITY, 1))[0]?.t
      const seen = holdings.newest()
      const until = Math.max(seen, left ?? seen)
      const first = Number.isFinite(until) ? await table.firstUnsaid(until, rows) : null
      if (first === null) return 0
      const series = [...(await table.before(first, WINDOW - 1)), ...(await table.from(first, 2 * CHUNK))]
      // Beyond what we saw another process may be far behind: a hole there is not taken for the market's.
      const whole = !alone && (until > seen || Date.now() - quietSince < STRAGGLER_MS)
      const places = placesIn(series, (row) => row.said === null && row.t <= until, whole)
      const filled = await fill(series, places)
      await file()
      return filled
    },
  }
}
