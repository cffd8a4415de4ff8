/** Raised when the tables change: an index of another version is set aside and rebuilt from Kafka. */
export const indexVersion = 1

export const indexSchema = `
create table topic (id integer primary key, name text not null unique);
create table event (
  seq integer primary key, topic integer not null, p integer not null, o integer not null, t integer not null,
  key text, hash integer, headers text, bad text, value blob
);
create unique index event_place on event (topic, p, o);
create index event_key on event (hash) where hash is not null;
create table cursor (topic text not null, p integer not null, next integer not null, primary key (topic, p)) without rowid;
create table gap (topic text not null, p integer not null, "from" text not null, "to" text not null, why text not null, at integer not null);
create table latest (board text not null, key text not null, body text not null, primary key (board, key)) without rowid;
create table bucket (measure text not null, tier integer not null, t integer not null, body text not null, primary key (measure, tier, t)) without rowid;
create table meta (name text primary key, value integer not null) without rowid;
`

/** 32-bit FNV-1a of a key. The index of keys holds these instead of the keys: a third of the size, so a third of the pages to write. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return hash | 0
}

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

/** What one transaction writes. The values of all rows lie one after the other in `bytes`; a length of −1 is a null value. */
export interface Batch {
  seqs: number[]
  topics: string[]
  /** Index into `topics`, per row. */
  of: number[]
  partitions: number[]
  offsets: number[]
  times: number[]
  keys: (string | null)[]
  headers: (string | null)[]
  bads: (string | null)[]
  lengths: number[]
  bytes: Uint8Array
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

export const emptyBatch = (): Batch => ({
  seqs: [],
  topics: [],
  of: [],
  partitions: [],
  offsets: [],
  times: [],
  keys: [],
  headers: [],
  bads: [],
  lengths: [],
  bytes: new Uint8Array(0),
  cursors: [],
  anew: [],
  gaps: [],
  latest: [],
  buckets: [],
})
