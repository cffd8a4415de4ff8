import { setImmediate as breath } from 'node:timers/promises'
import type { Raw, SourceOptions } from '#server/ports.ts'
import { open } from './codecs.ts'
import { CONTROL, type FetchedBatch, type FetchedPartition, isAbort, TRANSACTIONAL } from './fetch-protocol.ts'
import { readRecords } from './records.ts'

/** Records handed over in one synchronous call at most, and how long the event loop is held at most between two breaths. */
const SLICE = 500
const HOLD_MS = 3

/** Those who take the records failed, not the bytes: the records must come again. */
class NotTaken extends Error {
  override name = 'NotTaken'
  constructor(error: unknown) {
    super(`records were not taken: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

export interface Delivery {
  /** Logical name. */
  topic: string
  fetched: FetchedPartition
  /** Offset the fetch asked for. */
  from: number
  /** Everything before `next` has been handed over. */
  delivered: (next: number) => void
}

/** Hands over one partition's fetched records in order and in slices; without those of aborted transactions. Unreadable batches become gaps. Stops quietly when aborted. */
export async function deliver(delivery: Delivery, options: SourceOptions, signal: AbortSignal): Promise<void> {
  const { topic, fetched, from } = delivery
  const { partition } = fetched
  const skip = abortedBatches(fetched)
  let out: Raw[] = []
  let began = performance.now()

  const flush = async (next: number): Promise<boolean> => {
    if (signal.aborted) return false
    const ready = out
    out = []
    try {
      if (ready.length > 0) options.onBatch(ready)
    } catch (error) {
      throw new NotTaken(error)
    }
    delivery.delivered(next)
    if (performance.now() - began <= HOLD_MS) return true
    await breath()
    began = performance.now()
    return !signal.aborted
  }
  const gap = (first: number, batch: FetchedBatch, why: string) =>
    options.onGap({ topic, partition, from: String(first), to: String(batch.last + 1), why })

  for (const batch of fetched.batches) {
    if (batch.last < from) continue
    const first = Math.max(from, batch.base)
    if (!batch.bytes) {
      if (!(await flush(batch.base))) return
      gap(first, batch, 'written in a format from before Kafka 0.11')
      continue
    }
    let next = first
    try {
      if (await skip(batch, batch.bytes)) continue
      const opened = open(batch.attributes & 7, batch.bytes)
      const bytes = opened instanceof Buffer ? opened : await opened
      const reader = readRecords(batch, bytes, { topic, partition, from })
      for (let more = true; more; ) {
        try {
          more = reader.read(out, SLICE - out.length)
        } finally {
          next = Math.max(first, reader.next())
        }
        if (out.length >= SLICE && !(await flush(more ? next : batch.last + 1))) return
      }
    } catch (error) {
      if (error instanceof NotTaken || !(error instanceof Error)) throw error
      if (!(await flush(next))) return
      gap(next, batch, `a batch cannot be read: ${error.message}`)
    }
  }
  const end = fetched.batches.at(-1)
  if (end) await flush(end.last + 1)
}

/** Says of each batch in turn whether it is control or aborted. An aborted transaction runs from its first offset to its producer's abort marker. */
function abortedBatches({ aborted, partition, topic }: FetchedPartition) {
  const waiting = [...aborted].sort((a, b) => a.first - b.first)
  const running = new Set<bigint>()
  return async (batch: FetchedBatch, bytes: Buffer): Promise<boolean> => {
    while (waiting[0] && waiting[0].first <= batch.last) running.add(waiting.shift()?.producer ?? -1n)
    if (batch.attributes & CONTROL) {
      const marker: Raw[] = []
      readRecords(batch, await open(batch.attributes & 7, bytes), { topic, partition, from: 0 }).read(marker, 1)
      if (isAbort(marker[0]?.key ?? null)) running.delete(batch.producer)
      return true
    }
    return (batch.attributes & TRANSACTIONAL) !== 0 && running.has(batch.producer)
  }
}
