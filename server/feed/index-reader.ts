import type { DatabaseSync } from 'node:sqlite'
import type { Raw } from '#server/ports.ts'
import { hashOf } from './index-schema.ts'

/** A record out of the index, as it came from Kafka. `bad` is set when it could not be decoded then. */
export interface Kept {
  seq: number
  raw: Raw
  bad: string | null
}

export interface Reader {
  /** Where each partition goes on. */
  cursors: () => { topic: string; partition: number; next: number }[]
  /** The last console sequence, and up to where boards and buckets are saved. */
  heads: () => { seq: number; checkpoint: number }
  latest: () => Iterable<{ board: string; key: string; body: string }>
  buckets: () => Iterable<{ measure: string; tier: number; t: number; body: string }>
  /** Records after a sequence, in order. */
  after: (seq: number) => Iterable<Kept>
  /** The last records of a topic, oldest first. */
  tail: (topic: string, limit: number) => Kept[]
  /** The last records of a key in a topic, newest first; what is pending is written first. */
  ofKey: (topic: string, key: string, limit: number) => Kept[]
  at: (topic: string, partition: number, offset: string) => Kept | undefined
  gaps: (limit: number) => { topic: string; partition: number; from: string; to: string; why: string; at: number }[]
}

interface EventRow {
  seq: number
  topic: string
  p: number
  o: number
  t: number
  key: string | null
  headers: string | null
  bad: string | null
  value: Uint8Array | null
}

const columns =
  'e.seq, t.name as topic, e.p, e.o, e.t, e.key, e.headers, e.bad, e.value from event e join topic t on t.id = e.topic'

export function createReader(db: DatabaseSync, flush: () => void): Reader {
  const one = <T>(sql: string, ...values: (string | number)[]) => db.prepare(sql).get(...values) as T | undefined
  const all = <T>(sql: string, ...values: (string | number)[]) => db.prepare(sql).all(...values) as T[]
  const meta = (name: string) => one<{ value: number }>('select value from meta where name = ?', name)?.value ?? 0
  return {
    cursors: () => all('select topic, p as partition, next from cursor'),
    heads: () => ({ seq: meta('seq'), checkpoint: meta('checkpoint') }),
    latest: () => db.prepare('select board, key, body from latest').iterate() as Iterable<any>,
    buckets: () => db.prepare('select measure, tier, t, body from bucket').iterate() as Iterable<any>,
    *after(seq) {
      const rows = db.prepare(`select ${columns} where e.seq > ? order by e.seq`).iterate(seq)
      for (const row of rows) yield kept(row as unknown as EventRow)
    },
    tail(topic, limit) {
      const id = one<{ id: number }>('select id from topic where name = ?', topic)?.id
      if (id === undefined) return []
      const parts = all<{ p: number }>('select distinct p from event where topic = ?', id)
      return parts
        .flatMap(({ p }) =>
          all<EventRow>(`select ${columns} where e.topic = ? and e.p = ? order by e.o desc limit ?`, id, p, limit),
        )
        .sort((a, b) => a.seq - b.seq)
        .slice(-limit)
        .map(kept)
    },
    ofKey(topic, key, limit) {
      flush()
      return all<EventRow>(
        `select ${columns} where e.hash = ? and e.key = ? and t.name = ? order by e.seq desc limit ?`,
        hashOf(key),
        key,
        topic,
        limit,
      ).map(kept)
    },
    at(topic, partition, offset) {
      flush()
      const row = one<EventRow>(
        `select ${columns} where t.name = ? and e.p = ? and e.o = ?`,
        topic,
        partition,
        Number(offset),
      )
      return row && kept(row)
    },
    gaps: (limit) =>
      all('select topic, p as partition, "from", "to", why, at from gap order by rowid desc limit ?', limit),
  }
}

function kept(row: EventRow): Kept {
  const raw: Raw = {
    topic: row.topic,
    partition: row.p,
    offset: String(row.o),
    timestamp: row.t,
    key: row.key === null ? null : Buffer.from(row.key),
    value: row.value && Buffer.from(row.value.buffer, row.value.byteOffset, row.value.byteLength),
  }
  if (row.headers) raw.headers = JSON.parse(row.headers)
  return { seq: row.seq, raw, bad: row.bad }
}
