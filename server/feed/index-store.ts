import { Worker } from 'node:worker_threads'
import type { Log } from '../log.ts'
import { openIndexFile } from './index-file.ts'
import { createReader, type Reader } from './index-reader.ts'
import type { Batch, IndexRow } from './index-schema.ts'
import { createStaging, type Spare } from './index-staging.ts'

export interface IndexOptions {
  file: string
  /** The oldest records are deleted when it grows past this. */
  maxMb: number
  log?: Pick<Log, 'warn' | 'error'>
}

/**
 * The index of Kafka's records on disk, written behind. Records and cursors of a flush are one transaction, so after a crash what is missing is
 * read again from Kafka, and nothing is there twice.
 */
export interface Index extends Reader {
  append: (row: IndexRow) => void
  cursor: (topic: string, partition: number, next: number) => void
  /** The partition begins anew: what is indexed of it goes. */
  anew: (topic: string, partition: number) => void
  gap: (gap: { topic: string; partition: number; from: string; to: string; why: string }) => void
  /** Takes more to write along with each flush (boards, buckets); called with the batch about to be sent. */
  onFlush: (add: (batch: Batch) => void) => void
  /** Hands everything pending to the writer. With `wait` returns when it is on disk (or after 10 s). */
  flush: (wait?: boolean) => void
  /** Why nothing is written any more, or undefined. */
  problem: () => string | undefined
  notices: () => string[]
  close: () => Promise<void>
}

/** A flush while the writer has time; while it is busy batches grow, because one large transaction writes far fewer pages than many small ones. */
const rows = { calm: 8000, most: 24_000 }
const bytes = { calm: 4 * 1024 * 1024, most: 12 * 1024 * 1024 }
const everyMs = 200
/** Batches under way to the writer: from the first on it is busy, past the second the feed waits for the disk. */
const underWay = { busy: 1, most: 4 }
const mostSpare = 2

export function openIndex({ file, maxMb, log }: IndexOptions): Index {
  const notices: string[] = []
  const db = openIndexFile(file, (text) => {
    notices.push(text)
    log?.warn(text)
  })
  const shared = new SharedArrayBuffer(8)
  const done = new Int32Array(shared)
  const worker = new Worker(new URL('./index-writer.ts', import.meta.url), {
    workerData: { file, maxBytes: maxMb * 1024 * 1024, shared },
  })
  worker.unref()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const fail = (why: string) => {
    problem ??= why
    notices.push(
      `The index is no longer written: ${why}. Live data goes on; history ends here until the console is restarted.`,
    )
    log?.error({ why }, 'the index is no longer written')
  }
  worker.on('message', (said: string | Spare) => {
    if (typeof said === 'string') fail(said)
    else if (spare.length < mostSpare) spare.push(said)
  })
  worker.on('error', (error) => {
    // Nobody counts for a writer that died: say that all is dealt with, so that no one waits for it.
    Atomics.store(done, 1, 1)
    fail(error.message)
  })

  let problem: string | undefined
  let sent = 0
  /** Arrays the writer gave back: fresh memory would have to be got from the system page by page. */
  const spare: Spare[] = []
  const staging = createStaging()
  let anew: Batch['anew'] = []
  let gaps: Batch['gaps'] = []
  let cursors = new Map<string, [string, number, number]>()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const adders: ((batch: Batch) => void)[] = []

  function later(): void {
    if (timer || closed) return
    timer = setTimeout(onTime, everyMs)
    timer.unref()
  }
  const busy = () => sent - Atomics.load(done, 0) >= underWay.busy
  const full = (of: 'calm' | 'most') => staging.rows() >= rows[of] || staging.bytes() >= bytes[of]
  function onTime(): void {
    timer = undefined
    if (busy() && !full('most')) later()
    else flush()
  }
  function flush(wait = false): void {
    clearTimeout(timer)
    timer = undefined
    if (!closed && !problem) post()
    if (wait) waitFor(sent)
  }
  function post(): void {
    const batch = staging.take(spare.pop())
    for (const add of adders) add(batch)
    Object.assign(batch, { cursors: [...cursors.values()], anew, gaps })
    if (isEmpty(batch)) return
    worker.postMessage(batch, [batch.bytes.buffer as ArrayBuffer, batch.rows.buffer as ArrayBuffer])
    sent++
    anew = []
    gaps = []
    cursors = new Map()
    if (sent - Atomics.load(done, 0) > underWay.most) waitFor(sent - underWay.most + 1)
  }
  /** Blocks until the writer has dealt with `count` batches: only at the end, for a page of history, and when the disk is far too slow. */
  function waitFor(count: number): void {
    const end = Date.now() + 10_000
    for (;;) {
      const now = Atomics.load(done, 0)
      if (now >= count || Atomics.load(done, 1) === 1 || Date.now() > end) return
      Atomics.wait(done, 0, now, 1000)
    }
  }

  return {
    ...createReader(db, () => flush(true)),
    append(row) {
      if (problem || closed) return
      staging.add(row)
    },
    cursor(topic, partition, next) {
      if (problem || closed) return
      cursors.set(`${topic}/${partition}`, [topic, partition, next])
      // Asked only here, after the cursor: a flush between a row and its cursor would tear them apart.
      if (full(busy() ? 'most' : 'calm')) flush()
      else later()
    },
    anew(topic, partition) {
      flush()
      anew.push([topic, partition])
      later()
    },
    gap({ topic, partition, from, to, why }) {
      gaps.push([topic, partition, from, to, why, Date.now()])
      later()
    },
    onFlush: (add) => void adders.push(add),
    flush,
    problem: () => problem,
    notices: () => notices,
    async close() {
      if (closed) return
      flush(true)
      closed = true
      worker.postMessage('close')
      worker.ref()
      await exited
      db.close()
    },
  }
}

const isEmpty = (batch: Batch): boolean =>
  batch.n === 0 &&
  batch.cursors.length === 0 &&
  batch.gaps.length === 0 &&
  batch.anew.length === 0 &&
  batch.latest.length === 0 &&
  batch.buckets.length === 0 &&
  batch.checkpoint === undefined
