import type { DatabaseSync } from 'node:sqlite'

/** `record` and `note` go to Kafka (a note belongs to no request), `call` to an HTTP service. */
export type Kind = 'record' | 'call' | 'note'

export interface Letter {
  seq: number
  kind: Kind
  requestId: string | null
  /** Topic, or the service's address: what can be down as a whole. */
  road: string
  key: string | null
  value: string
  headers: Record<string, string>
}

export interface Outbox {
  /** Adds a row; call it inside the transaction that records why. Throws `OutboxFull` at the limits. */
  put: (letter: Omit<Letter, 'seq'> & { at: number }) => void
  /** The oldest rows of these kinds, in order, without the roads and rows named. */
  take: (q: { kinds: Kind[]; not: string[]; limit: number }) => Letter[]
  /** Where rows of this kind want to go. */
  roads: (kind: Kind) => string[]
  /** How many rows of these kinds wait. */
  waiting: (kinds: Kind[]) => number
  done: (seqs: number[]) => void
  /** Not handed out again while this process lives: delivered, but the disk did not let us write that down. */
  hide: (seqs: number[]) => void
  /** Removes what is hidden, if the disk takes it now. */
  sweep: () => void
  /** Removes the rows of a request that has not been sent. Answers how many. */
  drop: (requestId: string) => number
  /** Keeps at most `most` rows of a kind, dropping the oldest. Answers how many were dropped. */
  trim: (kind: Kind, most: number) => number
  size: () => { rows: number; bytes: number }
}

export class OutboxFull extends Error {
  override name = 'OutboxFull'
}

export const outboxLimits = { rows: 100_000, bytes: 256 * 1024 * 1024 }

/** Letters waiting to leave, in state.db, in the order they came. */
export function createOutbox(db: DatabaseSync, limits = outboxLimits): Outbox {
  const insert = db.prepare(
    'insert into outbox (kind, request_id, road, key, value, headers, bytes, at) values (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const select = db.prepare(`select seq, kind, request_id, road, key, value, headers from outbox
    where kind in (select value from json_each(?)) and road not in (select value from json_each(?)) and seq not in (select value from json_each(?))
    order by seq limit ?`)
  const remove = db.prepare('delete from outbox where seq in (select value from json_each(?))')
  const removeRequest = db.prepare('delete from outbox where request_id = ?')
  const count = db.prepare('select count(*) as n from outbox where kind in (select value from json_each(?))')
  const distinct = db.prepare('select distinct road from outbox where kind = ?')
  const measure = db.prepare('select rows, bytes from outbox_size')
  const oldest = db.prepare(
    'delete from outbox where kind = ? and seq <= (select seq from outbox where kind = ? order by seq desc limit 1 offset ?)',
  )
  // Sent, but the disk did not let us say so: they must not be sent again while this process lives.
  const ghosts = new Set<number>()

  return {
    put: (letter) => {
      const headers = JSON.stringify(letter.headers)
      const bytes = Buffer.byteLength(letter.value) + headers.length + (letter.key?.length ?? 0)
      const size = measure.get() as { rows: number; bytes: number }
      if (size.rows >= limits.rows || size.bytes + bytes > limits.bytes)
        throw new OutboxFull(`${size.rows} submissions are already waiting`)
      insert.run(letter.kind, letter.requestId, letter.road, letter.key, letter.value, headers, bytes, letter.at)
    },
    take: ({ kinds, not, limit }) => {
      const rows = select.all(JSON.stringify(kinds), JSON.stringify(not), JSON.stringify([...ghosts]), limit) as any[]
      return rows.map((r) => ({
        seq: r.seq,
        kind: r.kind,
        requestId: r.request_id,
        road: r.road,
        key: r.key,
        value: r.value,
        headers: JSON.parse(r.headers),
      }))
    },
    roads: (kind) => (distinct.all(kind) as { road: string }[]).map(({ road }) => road),
    waiting: (kinds) => (count.get(JSON.stringify(kinds)) as { n: number }).n,
    done: (seqs) => void remove.run(JSON.stringify(seqs)),
    hide: (seqs) => {
      for (const seq of seqs) ghosts.add(seq)
    },
    sweep: () => {
      if (!ghosts.size) return
      remove.run(JSON.stringify([...ghosts]))
      ghosts.clear()
    },
    drop: (requestId) => Number(removeRequest.run(requestId).changes),
    trim: (kind, most) => Number(oldest.run(kind, kind, most).changes),
    size: () => measure.get() as { rows: number; bytes: number },
  }
}
