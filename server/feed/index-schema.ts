/** Raised when the tables change: an index of another version is set aside and rebuilt from Kafka. */
export const indexVersion = 3

/**
 * A record is a row of `event`, or, where many of one partition came together, one of up to 256 in a `block`: a row of its own costs several times as
 * much to write. Sequences and order within a block are those of its records, one after the other, from `seq` on. `block_key` finds keys in blocks.
 */
export const indexSchema = `
create table topic (id integer primary key, name text not null unique);
create table event (
  seq integer primary key, topic integer not null, p integer not null, o integer not null, t integer not null,
  key text, hash integer, headers text, bad text, value blob
);
create unique index event_place on event (topic, p, o);
create index event_key on event (hash) where hash is not null;
create table block (
  seq integer primary key, topic integer not null, p integer not null, o integer not null, last integer not null, t integer not null,
  n integer not null, extra text, shape blob not null, data blob not null
);
create unique index block_place on block (topic, p, o);
create table block_key (
  topic integer not null, part integer not null, last integer not null, entries blob not null, primary key (topic, part, last)
) without rowid;
create table cursor (topic text not null, p integer not null, next integer not null, primary key (topic, p)) without rowid;
create table gap (topic text not null, p integer not null, "from" text not null, "to" text not null, why text not null, at integer not null);
create table latest (id integer primary key, board text not null, key text not null, body text not null);
create unique index latest_key on latest (board, key);
create table bucket (measure text not null, tier integer not null, t integer not null, body text not null, primary key (measure, tier, t)) without rowid;
create table meta (name text primary key, value integer not null) without rowid;
`

/** 32-bit FNV-1a of a key's UTF-8 bytes. The indexes of keys hold these instead of the keys: a third of the size, so a third of the pages to write. */
export function hashOf(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
  return hash | 0
}

/** Keys in blocks are kept in so many parts by hash, so that a search reads one of them. */
export const keyParts = 16
export const partOf = (hash: number): number => (hash ^ (hash >>> 16)) & (keyParts - 1)

/** One row of the index: a record as it came, with the key its entity goes by. */
export interface IndexRow {
  seq: number
  topic: string
  partition: number
  offset: number
  /** epoch ms */
  time: number
  key: string | null
  headers?: Record<string, string>
  /** Why it could not be decoded: cause and detail. */
  bad?: string
  value: Buffer | null
}

/** The numbers of one record in `Batch.rows`. `topic` is an index into `Batch.topics`; a length of −1 is null. */
export const cells = { seq: 0, topic: 1, p: 2, o: 3, t: 4, key: 5, value: 6 } as const
export const width = 7

/** What one transaction writes. Keys (UTF-8) and values of all rows lie one after the other in `bytes`. */
export interface Batch {
  topics: string[]
  /** Records. */
  n: number
  /** `width` numbers per record. */
  rows: Float64Array
  bytes: Uint8Array
  /** Index of the record, and JSON. */
  headers: [i: number, json: string][]
  bads: [i: number, why: string][]
  cursors: [topic: string, partition: number, next: number][]
  /** A partition that begins anew: what the index has of it is of another topic. */
  anew: [topic: string, partition: number][]
  gaps: [topic: string, partition: number, from: string, to: string, why: string, at: number][]
  latest: [board: string, key: string, body: string | null][]
  buckets: [measure: string, tier: number, t: number, body: string][]
  /** Buckets older than this go, per tier (epoch ms). */
  bucketsFrom?: number[]
  /** Everything up to this seq is in `latest` and `bucket`. */
  checkpoint?: number
  /** Topics whose old records need not be kept: only so many per partition. */
  trim?: { topics: string[]; keep: number }
}
