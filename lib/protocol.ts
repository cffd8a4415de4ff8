import type { Severity } from './contract.ts'

/**
 * Everything that crosses the wire between the console's server and a browser over Socket.IO (path `/socket.io`, WebSocket only).
 * A browser watches views; the server answers with a snapshot and then sends frames. Writes go over HTTP.
 */

/** Where a browser stands in a view. A different `boot` is another console process: only a snapshot can follow. */
export interface Cursor {
  boot: string
  seq: number
}

/** A time range: Live is one like the others. `from`/`to` are epoch ms. */
export type Range = 'live' | '15m' | '1h' | '24h' | { from: number; to: number }

/** What a browser can look at. Its canonical JSON (`viewId`) names the view: browsers with equal specs share one encoding. */
export type ViewSpec =
  | { kind: 'pulse' }
  | {
      kind: 'board'
      system: string
      board: string
      sort?: string
      desc?: boolean
      search?: string
      level?: string
      limit?: number
    }
  | { kind: 'tail'; topic: string; search?: string; partition?: number; limit?: number }
  | { kind: 'series'; system: string; measures: string[]; range: Range }
  | { kind: 'entity'; system: string; key: string }
  | { kind: 'alerts' }
  | { kind: 'requests'; system?: string }
  | { kind: 'request'; id: string }
  | { kind: 'topics' }
  | { kind: 'topic'; topic: string }
  | { kind: 'groups' }
  | { kind: 'bad'; topic?: string }

/** The truth line of a view: what came in, what of it is on screen, what was left out and why. Counts are since the console started and exact. */
export interface Truth {
  /** Records that belong to this view. */
  in: number
  /** Records per second over the last 5 s. */
  rate: number
  /** Updates sent to screens. */
  shown: number
  /** Intermediate values replaced by a newer one of the same key before they were sent. */
  conflated: number
  /** Rows that left the view because it is capped (they stay in Kafka and in the index). */
  passed: number
  /** Records that could not be decoded. */
  bad: number
  /** Kafka timestamp of the newest record in it, epoch ms; 0 = none yet. */
  newest: number
  /** Server clock when the frame was made, epoch ms. */
  now: number
}

/** A row of a list view: `k` is its identity. */
export interface Row<V = any> {
  k: string
  v: V
}

export interface Frame<V = any, D = any> {
  /** viewId(spec) */
  view: string
  boot: string
  seq: number
  /** The seq this frame builds on; a browser that stands elsewhere asks again. */
  prev: number
  /** Replaces all rows. */
  full?: true
  /** With `full`: a gap that could not be filled row by row; how many rows were passed over. */
  gap?: number
  rows?: Row<V>[]
  gone?: string[]
  /** Keys in order, when the order changed. Absent in append-only views, where rows come oldest first. */
  order?: string[]
  /** For views that are one value (pulse, series, topic, request). */
  data?: D
  truth: Truth
}

export type WatchReply = { ok: true; frame: Frame } | { ok: false; error: string }

export interface ClientEvents {
  /** `cursor` resumes: the reply then holds only what was missed, or a full frame. */
  watch: (spec: ViewSpec, cursor: Cursor | null, reply: (reply: WatchReply) => void) => void
  unwatch: (view: string) => void
  /** Credit: the browser has drawn up to `seq`. A browser that stops acknowledging gets only the newest state, and is cut after 30 s. */
  ack: (view: string, seq: number) => void
}

export interface ServerEvents {
  frame: (frame: Frame) => void
  /** Every 5 s: the head of each watched view, so that a lost last frame is found. */
  heads: (heads: Record<string, number>, now: number) => void
  /** The console is going away on purpose; come back in `afterMs` plus jitter. */
  bye: (afterMs: number) => void
}

/** Canonical text of a spec: same fields, same text. */
export function viewId(spec: ViewSpec): string {
  const fields = Object.entries(spec).filter(([, value]) => value !== undefined && value !== '')
  return JSON.stringify(Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))))
}

// ── what the rows and values of each view are ──

/** `board` rows. `m` is the message, `t` its record time, `trend` the last values, `from` where it stands in Kafka. */
export interface BoardRow<M = any> {
  m: M
  t: number
  trend?: number[]
  level?: string
  p: number
  o: string
}
export interface BoardData {
  /** All keys the board knows, and how many the filter lets through. */
  total: number
  matching: number
  levels: Record<string, number>
  mean: number | null
}

/** `tail`, `entity` rows; `k` is `topic/partition/offset`. `bad` instead of `m` when it could not be decoded. */
export interface TailRow<M = any> {
  topic: string
  p: number
  o: string
  t: number
  key: string | null
  m?: M
  bad?: { cause: string; detail: string; preview: string }
  /** The beginning of a message too long for a list (over 20 KB), instead of `m`. */
  cut?: string
  size: number
}

export interface SeriesPoint {
  /** Start of the bucket, epoch ms. */
  t: number
  n: number
  sum?: number
  min?: number
  max?: number
  split?: Record<string, number>
}
export interface SeriesData {
  stepMs: number
  from: number
  to: number
  /** Per measure at most 150 points; the last one is unfinished while `to` is now. */
  series: Record<string, SeriesPoint[]>
  /** Per measure with bins: counts over the range, and over the range before it. */
  bins: Record<string, { edges: number[]; now: number[]; before: number[] }>
  /** Vertical marks: alerts that fired, model versions. */
  marks: { t: number; title: string; severity?: Severity }[]
}

export type KafkaState = {
  state: 'connecting' | 'up' | 'down'
  since: number
  cause?: string
  remedy?: string
  brokers: number
  latencyMs: number | null
  mode: 'embedded' | 'external'
  clusterId?: string
  nextTryAt?: number
}

/** `pulse`: what the shell and the overview show; every second and at once when a state changes. */
export interface PulseData {
  kafka: KafkaState
  systems: Record<string, SystemPulse>
  alerts: { firing: number; critical: number; acknowledged: number; top: AlertRow[] }
  requests: { waiting: number; late: number; failed: number }
  topics: number
  bad: number
  throughput: number[]
  demo: boolean
  /** Things the operator must know: read-only rights, clamped replication. */
  notices: string[]
  now: number
}
export interface SystemPulse {
  state: 'live' | 'quiet' | 'warn' | 'bad' | 'unknown'
  /** One or two words: "214/s", "1 firing", "quiet". */
  say: string
  rate: number
  newest: number
  bad: number
  /** Records/s in 60 buckets of 5 s, oldest first. */
  spark: number[]
  firing: number
}

export type AlertState = 'pending' | 'firing' | 'resolved'
/** `alerts` rows. */
export interface AlertRow {
  id: string
  rule: string
  title: string
  system: string | null
  severity: Severity
  state: AlertState
  subject: string
  say: string
  value: number | null
  limit: number | null
  since: number
  /** When it began to fire, epoch ms. */
  firedAt: number | null
  resolvedAt: number | null
  ack: { by: string; at: number; note?: string } | null
  silence: { by: string; until: number } | null
  help: string
  /** A path in the console: the customer, the topic. */
  link?: string
}

/** A rule with the subjects it fires for, so that a thousand alerts of one rule read as one line. */
export interface AlertGroup {
  rule: string
  title: string
  system: string | null
  severity: Severity
  help: string
  firing: number
  pending: number
  acknowledged: number
  silenced: number
  /** The newest 10 firing subjects; `rows` holds at most 50 per rule. */
  first: { id: string; subject: string; say: string; since: number; link?: string }[]
  /** Subjects past the cap of 10,000, counted only. */
  over: number
}
/** `alerts` data. `order` of the rows: firing (worst and newest first), pending, then the last 200 resolved. */
export interface AlertsData {
  firing: number
  pending: number
  critical: number
  acknowledged: number
  silenced: number
  groups: AlertGroup[]
  silences: { id: string; rule: string | null; subject: string | null; by: string; at: number; until: number; note?: string }[]
  notice?: string
}

export type RequestState = 'waiting' | 'sent' | 'answered' | 'failed' | 'late' | 'cancelled'
export interface Stage {
  id: 'accepted' | 'produced' | 'called' | 'consumed' | 'stage' | 'answered' | 'failed' | 'late' | 'cancelled' | 'retry'
  title: string
  at: number
  /** ms since the previous stage. */
  took?: number
  detail?: string
}
/** `requests` rows and the `request` value. */
export interface RequestRow {
  id: string
  system: string
  form: string
  title: string
  state: RequestState
  at: number
  doneAt: number | null
  input: Record<string, unknown>
  say: string
  stages: Stage[]
  sent?: { topic: string; partition: number; offset: string } | { url: string; status: number }
  reply?: {
    topic?: string
    partition?: number
    offset?: string
    message: unknown
    certainty: 'exact' | 'inferred'
    t: number
  }
  error?: string
  attempts: number
}

/** `requests` data. `rows` holds the newest 200, newest first by `order`; long inputs and replies are left out of them (`request` has all). */
export interface RequestsData {
  total: number
  counts: Record<RequestState, number>
}

/** `topics` rows; `k` is the physical name. */
export interface TopicRow {
  name: string
  contract: { system: string; topic: string; title: string; role: string } | null
  partitions: number
  replication: number
  underReplicated: number
  offline: number
  records: number
  rate: number
  newest: number
  groups: { id: string; lag: number }[]
  internal: boolean
  bad: number
  missing?: true
}
/** `topic` value. */
export interface TopicData extends TopicRow {
  parts: { id: number; leader: number; replicas: number[]; isr: number[]; low: string; high: string }[]
  settings: { name: string; value: string; source: string; declared: string | null; drift: boolean }[]
  declaredPartitions: number | null
}
/** `groups` rows. */
export interface GroupRow {
  id: string
  state: string
  members: { id: string; client: string; host: string; assigned: { topic: string; partitions: number[] }[] }[]
  topics: {
    topic: string
    lag: number
    partitions: { id: number; committed: string | null; high: string; lag: number }[]
  }[]
  lag: number
  /** Records per second the group commits, and seconds until the lag is gone at that rate. */
  rate: number
  clearsIn: number | null
  system: string | null
  note?: string
}
