import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { local, rowOf, scored } from './history-row.ts'
import type { Prediction } from './prediction.ts'

export interface Scored {
  customer_id: string
  risk_score: number
  risk_level: string
  score_date: string
  top_feature_1: string | null
  top_feature_1_impact: number | null
  top_feature_2: string | null
  top_feature_2_impact: number | null
}

export interface Stats {
  total_customers: number
  high_risk_count: number
  medium_risk_count: number
  low_risk_count: number
  avg_risk_score: number
  last_updated: string | null
}

export interface History extends Disposable {
  /** Records of predictions-stream; the same one twice is stored once. Written a little later, with their place in Kafka: what a crash takes is read again. */
  take: (records: Taken[]) => void
  /** A prediction that Kafka could not take. */
  keep: (prediction: Prediction) => void
  /** Where each partition goes on. */
  cursors: () => { partition: number; next: string }[]
  /** The partition goes on at `offset`: the topic was made anew, or records expired. */
  jump: (partition: number, offset: string) => void
  of: (customerId: string, sinceMs: number) => Scored[]
  worst: (limit: number) => Scored[]
  stats: () => Stats
}

export interface Taken {
  partition: number
  offset: string
  /** When Kafka got it, epoch ms. */
  time: number
  prediction: Prediction
}

export interface Teller {
  /** A record that cannot be kept, whatever is tried: it is passed over. */
  skipped: (record: Taken, cause: string) => void
  /** Nothing can be written for now: told once, tried again until it can. */
  stuck: (cause: string) => void
}

const MOST = 400_000
const VERSION = 2
/** A customer's scores are a chain from the newest back: rows are only ever added at the end, where an index by customer would touch a page for each. */
const SCHEMA = `
  CREATE TABLE scores (id INTEGER PRIMARY KEY, prev INTEGER, at REAL NOT NULL, risk_score REAL NOT NULL, risk_level TEXT NOT NULL,
    f1 TEXT, i1 REAL, f2 TEXT, i2 REAL) STRICT;
  CREATE TABLE latest (customer_id TEXT PRIMARY KEY, last INTEGER NOT NULL, at REAL NOT NULL, risk_score REAL NOT NULL, risk_level TEXT NOT NULL,
    f1 TEXT, i1 REAL, f2 TEXT, i2 REAL) STRICT, WITHOUT ROWID;
  CREATE TABLE cursors (part INTEGER PRIMARY KEY, next INTEGER NOT NULL) STRICT;
  PRAGMA user_version = ${VERSION}`
/** A transaction writes every page it touches once: few large ones write a fraction of many small ones. */
const TOGETHER = { records: 4000, ms: 250 }
const MOST_WAITING = 100_000

/** What was predicted, newest per customer and over time, in SQLite: an index of predictions-stream for the HTTP API. `:memory:` works. */
export function openHistory(file: string, tell?: Teller): History {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
  // Two processes may begin together.
  db.exec('BEGIN IMMEDIATE')
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  // Another version is dropped: Kafka has everything in it.
  if (version !== VERSION)
    db.exec(`DROP TABLE IF EXISTS scores; DROP TABLE IF EXISTS latest; DROP TABLE IF EXISTS cursors; ${SCHEMA}`)
  db.exec('COMMIT')
  const insert = db.prepare(
    'INSERT INTO scores (prev, at, risk_score, risk_level, f1, i1, f2, i2) VALUES (?,?,?,?,?,?,?,?)',
  )
  const lastOf = db.prepare('SELECT last FROM latest WHERE customer_id = ?')
  const upsert =
    db.prepare(`INSERT INTO latest VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (customer_id) DO UPDATE SET last = excluded.last, at = excluded.at,
    risk_score = excluded.risk_score, risk_level = excluded.risk_level, f1 = excluded.f1, i1 = excluded.i1, f2 = excluded.f2, i2 = excluded.i2`)
  const move = db.prepare('INSERT INTO cursors VALUES (?,?) ON CONFLICT (part) DO UPDATE SET next = excluded.next')
  const where = db.prepare('SELECT next FROM cursors WHERE part = ?')
  const all = db.prepare('SELECT part, next FROM cursors')
  const columns = 'at, risk_score, risk_level, f1, i1, f2, i2'
  const ofOne = db.prepare(`WITH RECURSIVE chain AS (
      SELECT s.* FROM scores s JOIN latest l ON s.id = l.last WHERE l.customer_id = ?1
      UNION ALL SELECT s.* FROM chain JOIN scores s ON s.id = chain.prev)
    SELECT ?1 AS customer_id, ${columns} FROM chain WHERE at >= ?2 ORDER BY at, id`)
  const byRisk = db.prepare(
    `SELECT customer_id, ${columns} FROM latest WHERE risk_level IN ('HIGH', 'CRITICAL') ORDER BY risk_score DESC LIMIT ?`,
  )
  const summary =
    db.prepare(`SELECT count(*) AS n, coalesce(sum(risk_level IN ('HIGH', 'CRITICAL')), 0) AS high, coalesce(sum(risk_level = 'MEDIUM'), 0) AS medium,
    coalesce(sum(risk_level = 'LOW'), 0) AS low, coalesce(avg(risk_score), 0) AS mean, max(at) AS at FROM latest`)
  // The newest id of a row that may go; ids grow with time, so no count of the table is needed.
  const trim = db.prepare(`DELETE FROM scores WHERE id <= (SELECT max(id) FROM scores) - ${MOST}`)
  let written = 0
  let pending: Taken[] = []
  let timer: NodeJS.Timeout | undefined
  let stuck = false

  function put(predictions: readonly Pick<Taken, 'prediction' | 'time'>[]): void {
    // Of a customer's many the newest alone goes into the table of the newest.
    const newest = new Map<string, { last: number | bigint; row: ReturnType<typeof rowOf> }>()
    for (const { prediction, time } of predictions) {
      const id = prediction.customer_id
      const before = newest.get(id)
      const prev = before?.last ?? (lastOf.get(id) as { last: number } | undefined)?.last ?? null
      const row = rowOf(prediction, time)
      newest.set(id, { last: insert.run(prev, ...row).lastInsertRowid, row })
    }
    for (const [id, { last, row }] of newest) upsert.run(id, last, ...row)
  }

  /** What waits goes to the disk. When that fails it waits on, and whoever needs it hears of it. */
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (!pending.length) return
    writeAll(pending)
    pending = []
    stuck = false
  }
  function later(): void {
    try {
      flush()
    } catch (error) {
      // A disk that is full: the next who asks is told, too.
      if (!stuck) tell?.stuck((error as Error).message)
      stuck = true
      timer = setTimeout(later, 10 * TOGETHER.ms)
    }
  }
  /** A record that cannot be kept is looked for by halves and passed over; trouble with the disk is for the caller. */
  function writeAll(records: Taken[]): void {
    try {
      write(records)
    } catch (error) {
      if (isStorage(error)) throw error
      const [only] = records
      if (records.length > 1) {
        const half = records.length >> 1
        writeAll(records.slice(0, half))
        writeAll(records.slice(half))
      } else if (only) {
        tell?.skipped(only, (error as Error).message)
        move.run(only.partition, BigInt(only.offset) + 1n)
      }
    }
  }
  function write(records: Taken[]): void {
    db.exec('BEGIN')
    try {
      const next = new Map<number, bigint>()
      const fresh: Taken[] = []
      for (const record of records) {
        const { partition, offset } = record
        const begin = next.get(partition) ?? BigInt((where.get(partition) as { next: number } | undefined)?.next ?? 0)
        if (BigInt(offset) < begin) continue
        fresh.push(record)
        next.set(partition, BigInt(offset) + 1n)
      }
      put(fresh)
      for (const [partition, offset] of next) move.run(partition, offset)
      written += records.length
      if (written > 10_000) {
        written = 0
        trim.run()
      }
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  return {
    cursors() {
      flush()
      return all.all().map(({ part, next }) => ({ partition: Number(part), next: String(next) }))
    },
    jump(partition, offset) {
      flush()
      move.run(partition, BigInt(offset))
    },
    take(records) {
      // What cannot be written for long is not held for ever.
      if (pending.length >= MOST_WAITING) flush()
      for (const record of records) pending.push(record)
      if (pending.length >= TOGETHER.records) later()
      else timer ??= setTimeout(later, TOGETHER.ms)
    },
    keep: (prediction) => put([{ prediction, time: Date.now() }]),
    of(customerId, sinceMs) {
      flush()
      return ofOne.all(customerId, sinceMs).map(scored)
    },
    worst(limit) {
      flush()
      return byRisk.all(limit).map(scored)
    },
    stats() {
      flush()
      const s = summary.get() as {
        n: number
        high: number
        medium: number
        low: number
        mean: number
        at: number | null
      }
      return {
        total_customers: s.n,
        high_risk_count: s.high,
        medium_risk_count: s.medium,
        low_risk_count: s.low,
        avg_risk_score: s.mean,
        last_updated: s.at === null ? null : local(s.at).replace(' ', 'T'),
      }
    },
    [Symbol.dispose]() {
      try {
        flush()
      } finally {
        db.close()
      }
    },
  }
}

/** SQLite's refusals of the values themselves: too big, a constraint, a mismatch, out of range. */
const refusals = [18, 19, 20, 25]

/** The file is the trouble, not what was to be written; so it may work later. */
function isStorage(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  return code === 'ERR_SQLITE_ERROR' && !refusals.includes((errcode ?? 0) & 0xff)
}
