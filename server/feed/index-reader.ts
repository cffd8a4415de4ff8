import type { DatabaseSync } from 'node:sqlite'
import type { Raw } from '#server/ports.ts'
import { type Block, type Member, maxMembers, members } from './index-blocks.ts'
import { hashOf, partOf } from './index-schema.ts'

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
type NamedBlock = Block & { name: string }

const columns =
  'e.seq, t.name as topic, e.p, e.o, e.t, e.key, e.headers, e.bad, e.value from event e join topic t on t.id = e.topic'
const blocks = 't.name, b.* from block b join topic t on t.id = b.topic'

export function createReader(db: DatabaseSync, flush: () => void): Reader {
  const one = <T>(sql: string, ...values: (string | number)[]) => db.prepare(sql).get(...values) as T | undefined
  const all = <T>(sql: string, ...values: (string | number)[]) => db.prepare(sql).all(...values) as T[]
  const meta = (name: string) => one<{ value: number }>('select value from meta where name = ?', name)?.value ?? 0
  const idOf = (topic: string) => one<{ id: number }>('select id from topic where name = ?', topic)?.id

  /** The last records of a partition, newest first. */
  function* backwards(topic: number, p: number): Generator<Kept> {
    const rows = db.prepare(`select ${columns} where e.topic = ? and e.p = ? order by e.o desc`).iterate(topic, p)
    const runs = db.prepare(`select ${blocks} where b.topic = ? and b.p = ? order by b.o desc`).iterate(topic, p)
    yield* merged(rows as Iterator<any>, runs as Iterator<any>, -1)
  }
  /** Records of a key in blocks, newest first. */
  function* inBlocks(topic: number, key: string): Generator<Kept> {
    const bytes = Buffer.from(key)
    const hash = hashOf(bytes)
    const segments = db.prepare('select last, entries from block_key where topic = ? and part = ? order by last desc')
    const find = db.prepare(`select ${blocks} where b.seq <= ? order by b.seq desc limit 1`)
    let block: NamedBlock | undefined
    for (const { last, entries } of segments.iterate(topic, partOf(hash)) as Iterable<any>) {
      const pairs = new Int32Array(entries.length / 4)
      new Uint8Array(pairs.buffer).set(entries)
      for (let i = pairs.length - 2; i >= 0; i -= 2) {
        if (pairs[i] !== hash) continue
        const seq = last - pairs[i + 1]!
        if (!block || seq < block.seq || seq >= block.seq + block.n) block = find.get(seq) as NamedBlock | undefined
        // What the size limit took is still named by its neighbours' keys.
        if (block?.topic !== topic || seq >= block.seq + block.n) continue
        for (const member of members(block, seq - block.seq, seq - block.seq + 1))
          if (member.key && bytes.equals(member.key)) yield keptOf(block, member)
      }
    }
  }

  return {
    cursors: () => all('select topic, p as partition, next from cursor'),
    heads: () => ({ seq: meta('seq'), checkpoint: meta('checkpoint') }),
    latest: () => db.prepare('select board, key, body from latest order by id').iterate() as Iterable<any>,
    buckets: () => db.prepare('select measure, tier, t, body from bucket').iterate() as Iterable<any>,
    *after(seq) {
      const rows = db.prepare(`select ${columns} where e.seq > ? order by e.seq`).iterate(seq)
      const runs = db.prepare(`select ${blocks} where b.seq > ? order by b.seq`).iterate(seq - maxMembers)
      for (const one of merged(rows as Iterator<any>, runs as Iterator<any>, 1)) if (one.seq > seq) yield one
    },
    tail(topic, limit) {
      const id = idOf(topic)
      if (id === undefined) return []
      const parts = all<{ p: number }>(
        'select p from event where topic = ? union select p from block where topic = ?',
        id,
        id,
      )
      return parts
        .flatMap(({ p }) => first(backwards(id, p), limit))
        .sort((a, b) => a.seq - b.seq)
        .slice(-limit)
    },
    ofKey(topic, key, limit) {
      flush()
      const id = idOf(topic)
      if (id === undefined) return []
      const rows = all<EventRow>(
        `select ${columns} where e.hash = ? and e.key = ? and t.name = ? order by e.seq desc limit ?`,
        hashOf(Buffer.from(key)),
        key,
        topic,
        limit,
      ).map(kept)
      return [...rows, ...first(inBlocks(id, key), limit)].sort((a, b) => b.seq - a.seq).slice(0, limit)
    },
    at(topic, partition, offset) {
      flush()
      const id = idOf(topic)
      if (id === undefined) return undefined
      const o = Number(offset)
      const row = one<EventRow>(`select ${columns} where e.topic = ? and e.p = ? and e.o = ?`, id, partition, o)
      if (row) return kept(row)
      const block = one<NamedBlock>(
        `select ${blocks} where b.topic = ? and b.p = ? and b.o <= ? order by b.o desc limit 1`,
        id,
        partition,
        o,
      )
      for (const member of block && block.last >= o ? members(block) : [])
        if (member.o === o) return keptOf(block!, member)
      return undefined
    },
    gaps: (limit) =>
      all('select topic, p as partition, "from", "to", why, at from gap order by rowid desc limit ?', limit),
  }
}

/** Rows and the records of blocks in one order of sequence: 1 rising, −1 falling. Both come in that order, and no row lies within a block. */
function* merged(rows: Iterator<EventRow>, runs: Iterator<NamedBlock>, order: 1 | -1): Generator<Kept> {
  try {
    let row = rows.next()
    let run = runs.next()
    while (!row.done || !run.done) {
      if (run.done || (!row.done && (row.value.seq - run.value.seq) * order < 0)) {
        yield kept(row.value)
        row = rows.next()
        continue
      }
      const block: NamedBlock = run.value
      const list = [...members(block)]
      for (const member of order > 0 ? list : list.reverse()) yield keptOf(block, member)
      run = runs.next()
    }
  } finally {
    // A statement left half read would hold the writer's log from being tidied up.
    rows.return?.()
    runs.return?.()
  }
}

function first<T>(from: Iterable<T>, limit: number): T[] {
  const out: T[] = []
  for (const one of from) if (out.push(one) >= limit) break
  return out
}

function kept(row: EventRow): Kept {
  const raw: Raw = {
    topic: row.topic,
    partition: row.p,
    offset: String(row.o),
    timestamp: row.t,
    key: row.key === null ? null : Buffer.from(row.key),
    value: buffer(row.value),
  }
  if (row.headers) raw.headers = JSON.parse(row.headers)
  return { seq: row.seq, raw, bad: row.bad }
}

function keptOf(block: NamedBlock, { seq, o, t, key, value, headers, bad }: Member): Kept {
  const raw: Raw = {
    topic: block.name,
    partition: block.p,
    offset: String(o),
    timestamp: t,
    key: buffer(key),
    value: buffer(value),
  }
  if (headers) raw.headers = JSON.parse(headers)
  return { seq, raw, bad }
}

const buffer = (bytes: Uint8Array | null): Buffer | null =>
  bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
