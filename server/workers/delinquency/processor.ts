import type { Log } from '#server/log.ts'
import type { Outgoing, Raw, Sink } from '#server/ports.ts'
import type { DeadLetters } from '../dead-letter.ts'
import type { Engine } from './engine.ts'
import { dashboardRecord, type Prediction, predictionRecord } from './prediction.ts'
import { readTransaction } from './read-transaction.ts'
import type { Topics } from './topics.ts'
import { isTelling, type Transaction } from './transaction.ts'

export interface ProcessorDeps {
  engine: Engine
  sink: Pick<Sink, 'send'>
  deadLetters: DeadLetters
  topics: Topics
  log: Log
  /** Told of each transaction that counts, after it is in the windows. */
  onTransaction?: (txn: Transaction, at: number) => void
}

/** What the group reader gives with a batch; only what the processor needs of it. */
export interface Tools {
  partition: number
  heartbeat: () => Promise<void>
  commit: (offset: string, note?: string) => Promise<void>
  stale: () => boolean
}

export interface Processor {
  /** A partition is ours; returns where to read from, so that the windows are whole before the first score. */
  assigned: (standing: {
    partition: number
    committed: string | null
    note: string | null
    low: string
    high: string
  }) => string
  revoked: (partitions: number[]) => void
  batch: (records: Raw[], tools: Tools) => Promise<void>
  counts: () => { transactions: number; predictions: number }
}

/** Records of a batch that are scored together: enough for the model's batch, few enough that heartbeats are on time. */
const CHUNK = 500
/** Chunks of a partition that may be on their way: with fewer, sending and scoring wait for each other. */
const AHEAD = 3
/** Most records read back for a partition when the group left no note. */
const FARTHEST = 2_000_000n

/** Transactions in, predictions out. At least once: a partition's offset is committed after its predictions are acknowledged. */
export function createProcessor(deps: ProcessorDeps): Processor {
  const { engine, sink, topics } = deps
  /** Where new records begin: older ones only rebuild windows. */
  const live = new Map<number, bigint>()
  /** Partitions read by this group for the first time: every customer found is scored once. */
  const unscored = new Set<number>()
  let transactions = 0
  let predictions = 0

  async function letters(asks: { customerId: string; row: Float32Array; requestId?: string }[]): Promise<Outgoing[]> {
    const scored = await engine.score(asks)
    return scored.flatMap((prediction, i) => outgoing(topics, prediction, asks[i]!.requestId))
  }
  async function publish(records: Outgoing[]): Promise<void> {
    await sink.send(records)
    predictions += records.length / 2
  }

  /** Takes records into the windows and scores what they tell; the predictions are not sent yet. */
  async function chunk(records: Raw[], partition: number): Promise<Outgoing[]> {
    const asks: Parameters<typeof letters>[0] = []
    const dead: { raw: Raw; cause: string }[] = []
    const begin = live.get(partition) ?? 0n
    for (const raw of records) {
      const fresh = BigInt(raw.offset) >= begin
      const read = readTransaction(raw.value)
      if (!read.ok) {
        if (fresh) dead.push({ raw, cause: read.cause })
        continue
      }
      const { txn } = read
      const at = engine.windows.feed(raw, txn, read.at)
      if (!fresh) continue
      deps.onTransaction?.(txn, at)
      transactions++
      if (!isTelling(txn) && transactions % 10 !== 0) continue
      const row = engine.look({ customerId: txn.customer_id, at })
      const requestId = raw.headers?.['x-request-id']
      if (row) asks.push({ customerId: txn.customer_id, row, ...(requestId ? { requestId } : {}) })
    }
    await deps.deadLetters.bury(dead)
    return letters(asks)
  }

  async function scoreAll(partition: number, tools: Tools): Promise<void> {
    unscored.delete(partition)
    const customers = engine.windows.customersOf(partition)
    for (let i = 0; i < customers.length && !tools.stale(); i += CHUNK) {
      const looks = customers
        .slice(i, i + CHUNK)
        .map((customerId) => ({ customerId, row: engine.look({ customerId }) }))
      const known = looks.filter((look): look is { customerId: string; row: Float32Array } => look.row !== undefined)
      await publish(await letters(known))
      await tools.heartbeat()
    }
  }

  return {
    counts: () => ({ transactions, predictions }),
    assigned({ partition, committed, note, low, high }) {
      const begin = BigInt(committed ?? high)
      live.set(partition, begin)
      if (committed === null && begin > BigInt(low)) unscored.add(partition)
      const whole = engine.windows.next(partition)
      if (whole !== undefined && BigInt(whole) >= begin) return begin.toString()
      const noted = note && /^\d+$/.test(note) ? BigInt(note) : begin - FARTHEST
      const from = noted > BigInt(low) ? noted : BigInt(low)
      deps.log.info({ partition, from: `${from}`, live: `${begin}` }, 'windows are rebuilt from Kafka')
      return (from < begin ? from : begin).toString()
    },
    revoked(partitions) {
      for (const partition of partitions) engine.windows.drop(partition)
    },
    async batch(records, tools) {
      const { partition } = tools
      // While predictions are on their way to Kafka the next records are scored already; commits follow behind, in order.
      const under: Promise<void>[] = []
      for (let i = 0; i < records.length && !tools.stale(); i += CHUNK) {
        const part = records.slice(i, i + CHUNK)
        const predicted = await chunk(part, partition)
        const next = BigInt(part.at(-1)!.offset) + 1n
        const isLive = next >= (live.get(partition) ?? 0n)
        // As of this chunk: the next one may move the calendar on before this is committed.
        const note = engine.windows.since(partition)
        if (under.length >= AHEAD) await under.shift()
        if (tools.stale()) return
        if (isLive && unscored.has(partition)) {
          await Promise.all(under.splice(0))
          await publish(predicted.splice(0))
          if (!tools.stale()) await scoreAll(partition, tools)
        }
        const sent = Promise.all([under.at(-1), publish(predicted)]).then(async () => {
          if (tools.stale()) return
          if (isLive) await tools.commit(next.toString(), note)
          await tools.heartbeat()
        })
        // Awaited turns later; until then a failure is not unhandled.
        sent.catch(() => {})
        under.push(sent)
      }
      await Promise.all(under)
    },
  }
}

/** The two records a prediction becomes. */
export function outgoing(topics: Topics, prediction: Prediction, requestId?: string): Outgoing[] {
  return [
    {
      topic: topics.predictions,
      key: prediction.customer_id,
      value: JSON.stringify(predictionRecord(prediction)),
      ...(requestId ? { headers: { 'x-request-id': requestId } } : {}),
    },
    { topic: topics.dashboard, key: null, value: JSON.stringify(dashboardRecord(prediction)) },
  ]
}
