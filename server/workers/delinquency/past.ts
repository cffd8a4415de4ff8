import { Worker } from 'node:worker_threads'
import type { Log } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import type { History, Scored, Stats } from './history.ts'
import type { Prediction } from './prediction.ts'

export type Ask =
  | { what: 'of'; customerId: string; sinceMs: number }
  | { what: 'worst'; limit: number }
  | { what: 'stats' }
  | { what: 'cursors' }

/** What the thread is told. Of a batch the values lie one after the other in `bytes`, the ith up to `ends[i]`. */
export type Told =
  | { kind: 'take'; partition: number; offsets: Float64Array; times: Float64Array; ends: Int32Array; bytes: Uint8Array }
  | { kind: 'keep'; prediction: Prediction }
  | { kind: 'jump'; partition: number; offset: string }
  | { kind: 'ask'; id: number; ask: Ask }
  | { kind: 'close' }

export interface Heard {
  id?: number
  answer?: unknown
  error?: string
  /** A prediction that was to be kept could not be. */
  lost?: string
  /** A record that is not in the history and never will be, and how many more of its batch. */
  skipped?: { partition: number; offset: string; cause: string; more: number }
  /** Nothing can be written for now. */
  stuck?: string
}

/** The history, kept by a thread of its own. What is asked of it rejects when the disk, or the thread, failed. */
export interface Past {
  /** Records of predictions-stream, of one partition and in order. */
  take: (records: Raw[]) => void
  keep: (prediction: Prediction) => void
  jump: History['jump']
  cursor: (partition: number) => string | undefined
  of: (customerId: string, sinceMs: number) => Promise<Scored[]>
  worst: (limit: number) => Promise<Scored[]>
  stats: () => Promise<Stats>
  close: () => Promise<void>
}

/** Batches under way: more would be a queue in memory, so that whoever brings them waits for the disk. */
const MOST_UNDER_WAY = 16

/** Starts the thread over a SQLite file; `:memory:` works. */
export async function openPast(file: string, log: Pick<Log, 'error' | 'warn'>): Promise<Past> {
  const done = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(new URL('./history-thread.ts', import.meta.url), {
    workerData: { file, done },
    // The nursery that scoring wants is of no use here.
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 },
  })
  const waiting = new Map<number, PromiseWithResolvers<any>>()
  const next = new Map<number, string>()
  let asked = 0
  let sent = 0
  let failure: Error | undefined

  let topic: string | undefined
  thread.on('message', ({ id, answer, error, lost, skipped, stuck }: Heard) => {
    if (skipped) log.warn({ topic, ...skipped }, 'a record is not in the history of predictions: it cannot be kept')
    if (stuck !== undefined)
      log.error({ cause: stuck, file }, 'predictions cannot be written to their history for now; tried again')
    if (lost !== undefined) log.error({ cause: lost }, 'a prediction that Kafka did not take is not in the history')
    if (id === undefined) return
    const one = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) one?.resolve(answer)
    else one?.reject(new Error(error))
  })
  thread.on('error', (error) => {
    failure = error as Error
    log.error({ cause: failure.message }, 'the history of predictions is no longer kept')
    for (const one of waiting.values()) one.reject(failure)
    waiting.clear()
  })
  const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()))

  const tell = (told: Told, transfer: ArrayBuffer[] = []) => {
    if (!failure) thread.postMessage(told, transfer)
  }
  async function ask<T>(what: Ask): Promise<T> {
    if (failure) throw failure
    const one = Promise.withResolvers<T>()
    waiting.set(++asked, one)
    tell({ kind: 'ask', id: asked, ask: what })
    return one.promise
  }

  for (const known of await ask<ReturnType<History['cursors']>>({ what: 'cursors' }))
    next.set(known.partition, known.next)
  return {
    cursor: (partition) => next.get(partition),
    take(records) {
      const last = records.at(-1)
      if (!last || failure) return
      const offsets = Float64Array.from(records, (raw) => Number(raw.offset))
      const times = Float64Array.from(records, (raw) => raw.timestamp)
      topic = last.topic
      const bytes = new Uint8Array(records.reduce((sum, raw) => sum + (raw.value?.length ?? 0), 0))
      const ends = new Int32Array(records.length)
      let end = 0
      for (const [i, { value }] of records.entries()) {
        if (value) bytes.set(value, end)
        end += value?.length ?? 0
        ends[i] = end
      }
      tell({ kind: 'take', partition: last.partition, offsets, times, ends, bytes }, [
        bytes.buffer,
        offsets.buffer,
        times.buffer,
        ends.buffer,
      ])
      next.set(last.partition, `${BigInt(last.offset) + 1n}`)
      sent++
      const now = Atomics.load(done, 0)
      if (sent - now > MOST_UNDER_WAY) Atomics.wait(done, 0, now, 1000)
    },
    keep: (prediction) => tell({ kind: 'keep', prediction }),
    jump(partition, offset) {
      next.set(partition, offset)
      tell({ kind: 'jump', partition, offset })
    },
    of: (customerId, sinceMs) => ask({ what: 'of', customerId, sinceMs }),
    worst: (limit) => ask({ what: 'worst', limit }),
    stats: () => ask({ what: 'stats' }),
    async close() {
      tell({ kind: 'close' })
      await exited
    },
  }
}
