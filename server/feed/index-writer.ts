import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { type Batch, hashOf } from './index-schema.ts'

/**
 * The thread that writes `index.db`, so that no disk ever holds up a frame. Takes batches in order, one transaction each, and counts them in shared memory:
 * [0] batches dealt with, [1] 1 once a write has failed; from then on nothing more is written, so that what is on disk stays a whole prefix.
 */
const { file, maxBytes, shared } = workerData as { file: string; maxBytes: number; shared: SharedArrayBuffer }
const done = new Int32Array(shared)
const db = new DatabaseSync(file, { timeout: 5000 })
db.exec(
  'pragma synchronous = normal; pragma wal_autocheckpoint = 8000; pragma cache_size = -32000; pragma temp_store = memory',
)

/** Rows per statement: what a call costs is paid once for so many. */
const together = 32
const columns = 10
const place = `(${Array(columns).fill('?').join(', ')})`
const insert = db.prepare(`insert or ignore into event values ${place}`)
const insertMany = db.prepare(`insert or ignore into event values ${Array(together).fill(place).join(', ')}`)
const addTopic = db.prepare('insert or ignore into topic (name) values (?)')
const getTopic = db.prepare('select id from topic where name = ?')
const setCursor = db.prepare('insert or replace into cursor values (?, ?, ?)')
const forget = db.prepare('delete from event where topic = ? and p = ?')
const addGap = db.prepare('insert into gap values (?, ?, ?, ?, ?, ?)')
const setLatest = db.prepare('insert or replace into latest values (?, ?, ?)')
const dropLatest = db.prepare('delete from latest where board = ? and key = ?')
const setBucket = db.prepare('insert or replace into bucket values (?, ?, ?, ?)')
const dropBuckets = db.prepare('delete from bucket where tier = ? and t < ?')
const setMeta = db.prepare('insert or replace into meta values (?, ?)')
const trimPartition = db.prepare('delete from event where topic = ? and p = ? and o < ?')
const heads = db.prepare('select p, max(o) as head from event where topic = ? group by p')
const dropOldest = db.prepare('delete from event where seq <= (select min(seq) + 1000 from event) and seq <= ?')
const pages = db.prepare(
  'select page_count - freelist_count as used, page_size as size from pragma_page_count(), pragma_freelist_count(), pragma_page_size()',
)

const ids = new Map<string, number>()
let checkpoint = 0

function idOf(topic: string): number {
  const known = ids.get(topic)
  if (known !== undefined) return known
  addTopic.run(topic)
  const { id } = getTopic.get(topic) as { id: number }
  ids.set(topic, id)
  return id
}

function write(batch: Batch): void {
  for (const [topic, p] of batch.anew) forget.run(idOf(topic), p)
  writeRows(batch)
  for (const cursor of batch.cursors) setCursor.run(...cursor)
  for (const gap of batch.gaps) addGap.run(...gap)
  for (const [board, key, body] of batch.latest)
    body === null ? dropLatest.run(board, key) : setLatest.run(board, key, body)
  for (const bucket of batch.buckets) setBucket.run(...bucket)
  for (const [tier, from] of (batch.bucketsFrom ?? []).entries()) dropBuckets.run(tier, from)
  if (batch.seqs.length > 0) setMeta.run('seq', batch.seqs.at(-1)!)
  if (batch.checkpoint !== undefined) {
    checkpoint = batch.checkpoint
    setMeta.run('checkpoint', checkpoint)
  }
  if (batch.trim) trim(batch.trim)
}

type Cell = number | string | Uint8Array | null

function writeRows({
  topics: names,
  seqs,
  of,
  partitions,
  offsets,
  times,
  keys,
  headers,
  bads,
  lengths,
  bytes,
}: Batch): void {
  const topics = names.map(idOf)
  const cells: Cell[] = new Array(together * columns)
  let n = 0
  let at = 0
  for (let i = 0; i < seqs.length; i++) {
    const length = lengths[i]!
    const key = keys[i]!
    cells[n++] = seqs[i]!
    cells[n++] = topics[of[i]!]!
    cells[n++] = partitions[i]!
    cells[n++] = offsets[i]!
    cells[n++] = times[i]!
    cells[n++] = key
    cells[n++] = key === null ? null : hashOf(key)
    cells[n++] = headers[i]!
    cells[n++] = bads[i]!
    cells[n++] = length < 0 ? null : bytes.subarray(at, at + length)
    if (length > 0) at += length
    if (n < cells.length) continue
    insertMany.run(...cells)
    n = 0
  }
  for (let from = 0; from < n; from += columns) insert.run(...cells.slice(from, from + columns))
}

/** Only what the checkpoint already covers may go. */
function trim({ topics, keep }: NonNullable<Batch['trim']>): void {
  for (const topic of topics)
    for (const { p, head } of heads.all(idOf(topic)) as { p: number; head: number }[])
      trimPartition.run(idOf(topic), p, head - keep)
  for (let round = 0; round < 100; round++) {
    const { used, size } = pages.get() as { used: number; size: number }
    if (used * size <= maxBytes || dropOldest.run(checkpoint).changes === 0) return
  }
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
  Atomics.add(done, 0, 1)
  Atomics.notify(done, 0)
})
