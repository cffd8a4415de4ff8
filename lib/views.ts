import type { Severity } from './alert/rule.ts'

/** What the rows (`Row.v`) and values (`Frame.data`) of each kind of view are. Times are epoch ms, offsets int64 as text. */

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
  /** The message was too long for a list (over 20 KB): its beginning, and `m` only where its contract can shorten it. */
  cut?: string
  /** Only where a record was read on demand. */
  headers?: Record<string, string>
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
  marks: {
    t: number
    title: string
    severity?: Severity /** One of many: a rule that fires per subject. */
    each?: true
  }[]
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
  /** Absent while no registry is expected and none answers. */
  schemas?: { state: 'connecting' | 'up' | 'down'; subjects: number; wrong: number }
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
  silences: {
    id: string
    rule: string | null
    subject: string | null
    by: string
    at: number
    until: number
    note?: string
  }[]
  notice?: string
}

/** `delivered`: Kafka has the record of a form that no answer is expected to. */
export type RequestState = 'waiting' | 'sent' | 'answered' | 'delivered' | 'failed' | 'late' | 'cancelled'
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
