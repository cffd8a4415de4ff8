import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { createRowWriter } from './index-rows.ts'
import type { Batch } from './index-schema.ts'
import { createTrimmer } from './index-trim.ts'

/**
 * The thread that writes `index.db`, so that no disk ever holds up a frame. Takes batches in order, one transaction each, gives their arrays back, and counts them in shared memory:
 * [0] batches dealt with, [1] 1 once a write has failed; from then on nothing more is written, so that what is on disk stays a whole prefix.
 */
const { file, maxBytes, shared } = workerData as { file: string; maxBytes: number; shared: SharedArrayBuffer }
const done = new Int32Array(shared)
const db = new DatabaseSync(file, { timeout: 5000 })
db.exec(
  'pragma synchronous = normal; pragma wal_autocheckpoint = 4000; pragma cache_size = -16000; pragma temp_store = memory',
)
const setCursor = db.prepare('insert or replace into cursor values (?, ?, ?)')
const addGap = db.prepare('insert into gap values (?, ?, ?, ?, ?, ?)')
const setLatest = db.prepare(
  'insert into latest (board, key, body) values (?, ?, ?) on conflict (board, key) do update set body = excluded.body',
)
const dropLatest = db.prepare('delete from latest where board = ? and key = ?')
const setBucket = db.prepare('insert or replace into bucket values (?, ?, ?, ?)')
const dropBuckets = db.prepare('delete from bucket where tier = ? and t < ?')
const setMeta = db.prepare('insert or replace into meta values (?, ?)')
const rows = createRowWriter(db)
const trimmer = createTrimmer(db, maxBytes)

function write(batch: Batch): void {
  for (const [topic, p] of batch.anew) rows.forget(topic, p)
  const last = rows.write(batch)
  for (const cursor of batch.cursors) setCursor.run(...cursor)
  for (const gap of batch.gaps) addGap.run(...gap)
  for (const [board, key, body] of batch.latest)
    body === null ? dropLatest.run(board, key) : setLatest.run(board, key, body)
  for (const bucket of batch.buckets) setBucket.run(...bucket)
  for (const [tier, from] of (batch.bucketsFrom ?? []).entries()) dropBuckets.run(tier, from)
  if (last !== undefined) setMeta.run('seq', last)
  if (batch.checkpoint !== undefined) {
    trimmer.saved(batch.checkpoint)
    setMeta.run('checkpoint', batch.checkpoint)
  }
  if (batch.trim) trimmer.trim(batch.trim.topics.map(rows.idOf), batch.trim.keep)
}

parentPort!.on('message', (batch: Batch | 'close') => {
  if (batch === 'close') {
    db.close()
    parentPort!.close()
  } else if (Atomics.load(done, 1) === 0) {
    try {
      db.exec('begin immediate')
      write(batch)
      db.exec('commit')
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      Atomics.store(done, 1, 1)
      parentPort!.postMessage(String((error as Error).message))
    }
  }
  if (batch !== 'close') {
    const { rows, bytes } = batch
    parentPort!.postMessage({ rows, bytes }, [rows.buffer as ArrayBuffer, bytes.buffer as ArrayBuffer])
  }
  Atomics.add(done, 0, 1)
  Atomics.notify(done, 0)
})
