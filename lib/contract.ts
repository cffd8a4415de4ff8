import type { z } from 'zod'
import type { AlertRule } from './alert/rule.ts'
import type { ExchangeDeclared } from './finrobot/exchange.ts'
import type { Panel } from './panel.ts'
import type { ViewSpec } from './protocol.ts'
import type { SchemaDeclared, Sealing, TopicPrefix } from './schema/declared.ts'
import type { Setting } from './setting.ts'

export type { AlertRule, Severity } from './alert/rule.ts'
export type { Kpi, Panel } from './panel.ts'
export type { Setting } from './setting.ts'

/** The vocabulary of a system: a file in `lib/systems/` is written in it and is all the console knows of that system. No I/O, no Node, no React. */
export interface System {
  /** Stands in URLs and environment: lower case, no spaces. */
  id: string
  title: string
  /** One line: what this system does for its users. */
  blurb: string
  topics: Topic[]
  /** Consumer groups of the system's own services whose lag the console shows. */
  groups?: string[]
  boards?: Board[]
  measures?: Measure[]
  forms?: Form[]
  alerts?: AlertRule[]
  /** What its page shows, in order. */
  panels?: Panel[]
  /** A page per key (customer, job, symbol). */
  entity?: Entity
  exchange?: ExchangeDeclared
  /** Settings the system reads, for the README's table and `server/config.ts`. */
  settings?: Setting[]
  /** What it keeps in a schema registry. */
  schemas?: SchemaDeclared[]
  sealing?: Sealing
  prefix?: TopicPrefix
}

/** `ledger`: every record is indexed, none is ever skipped. `gauge`: the latest value counts; intermediate ones may be conflated on screen. */
export type Role = 'ledger' | 'gauge'

/** Everything the console knows of a Kafka topic. No other file names the topic. */
export interface Topic<M extends z.ZodType = any> {
  /** Default physical name; also the logical name used everywhere inside the console. */
  name: string
  /** Environment variables that rename it, first set one wins. */
  env?: string[]
  title: string
  /** What one record is called: "prediction", "job event". */
  noun: string
  role: Role
  message: M
  /** The Kafka key, and the identity that boards, the index and entity pages use. `null` = unkeyed. */
  key: (message: z.output<M>) => string | null
  /** As the system's own code creates it. Replication is clamped to the brokers there are. */
  settings: { partitions: number; replication: number; config: Record<string, string> }
  columns: Column<z.output<M>>[]
  /** A null value is a deletion, not a bad record. */
  tombstones?: boolean
  /** Fields that appear encrypted on the wire, shown locked. */
  locked?: string
  /** Largest record that is decoded; 1 MiB unless told. */
  maxBytes?: number
  /** The same message without its long parts, for lists: what columns and boards say of it must stay the same. Absent: lists show its beginning. */
  short?: (message: z.output<M>) => unknown
}

/** A record that was decoded. `time` is the Kafka record timestamp in epoch ms; `offset` is an int64 as text. */
export interface Entry<M = any> {
  topic: string
  partition: number
  offset: string
  time: number
  key: string | null
  headers?: Record<string, string>
  message: M
}

export type Tone = 'good' | 'warn' | 'bad' | 'muted' | 'accent' | 'low' | 'medium' | 'high' | 'critical'

/** How a value is drawn. `score` is 0..1 with a bar; `level` a chip; `time` epoch ms or ISO; `duration` in ms; `id` shortened in the middle. */
export type CellKind =
  | 'text'
  | 'id'
  | 'number'
  | 'percent'
  | 'score'
  | 'level'
  | 'time'
  | 'age'
  | 'duration'
  | 'bytes'
  | 'trend'
  | 'status'

export interface Column<M = any> {
  id: string
  title: string
  kind?: CellKind
  unit?: string
  /** 1 stays at 320 px, 2 goes there, 3 goes below 1100 px. */
  priority?: 1 | 2 | 3
  value: (
    message: M,
    entry: { time: number; key: string | null; partition: number; offset: string },
  ) => string | number | null | undefined
  tone?: (message: M) => Tone | undefined
}

/** Latest record per key, ranked. */
export interface Board<M = any> {
  id: string
  title: string
  noun: string
  topic: string
  /** A record without a key on this board is passed over. */
  key: (message: M) => string | null
  /** Default order, highest first. */
  rank: (message: M) => number
  /** Merge into what is known of the key; absent: the newest record replaces it. */
  merge?: (before: M | undefined, after: M, entry: Entry<M>) => M
  /** Records of other topics that complete a row: the answer to a question, the result of a job. `undefined` leaves the row as it is (or absent). */
  joins?: {
    topic: string
    key: (message: any) => string | null
    merge: (before: M | undefined, message: any, entry: Entry) => M | undefined
  }[]
  columns: Column<M>[]
  /** Category for chips, filters and counts; `levels` lists them worst first. */
  level?: (message: M) => string
  levels?: { id: string; title: string; tone: Tone; mark: string }[]
  /** Kept for the last 28 values per key, drawn as a sparkline. */
  trend?: (message: M) => number
  /** What the search box looks in, besides the key. */
  search?: (message: M) => string
  /** Columns that may be sorted by: id → number or text. */
  sorts?: Record<string, (message: M, time: number) => number | string>
}

/** A number over time, from the records of one topic: counts, and if `value` is given sum, min, max; `split` counts by category; `bins` a histogram. Mergeable. */
export interface Measure<M = any> {
  id: string
  title: string
  topic: string
  unit?: string
  value?: (message: M) => number | null | undefined
  split?: (message: M) => string | null | undefined
  /** Categories of the split whose colour means something, where no board has them as levels: what went well is green. */
  tones?: Record<string, Tone>
  /** Ascending edges; n edges make n − 1 bins. */
  bins?: number[]
}

/** One submission form; fields, labels, units, ranges and defaults come from the schema (`.meta({ title, unit, placeholder, widget, description })`). */
export interface Form<I extends z.ZodType = any> {
  id: string
  title: string
  /** The verb on the button: "Send transaction". */
  verb: string
  blurb: string
  input: I
  presets?: { title: string; values: Record<string, unknown> }[]
  door: Door<z.output<I>>
  reply?: Reply<z.output<I>>
  /** After this a request is "late"; a later answer still attaches. Without a `reply` nothing is timed: it is done when Kafka has the record. */
  timeoutMs?: number
  /** A caution shown beside the button for some inputs. */
  warn?: (input: z.output<I>) => string | undefined
  /** Cautions at one field, as soon as it holds such a value, whatever the others hold: a real Discord channel. */
  cautions?: { [name in keyof z.output<I>]?: (value: z.output<I>[name]) => string | undefined }
  /** Points drawn beside the fields while they are filled in: what the input means. Any number of coordinates; the first three are drawn. */
  picture?: (input: z.output<I>) => number[][] | undefined
  /** First values that a live view knows, asked when the form opens: the minute that a market comes to next. What the address or an earlier request says counts more. */
  proposes?: { view: ViewSpec; of: (data: any) => Record<string, unknown> }
  /** Offered where its subject is shown, not at the head of pages: it makes sense only there. */
  inPlace?: true
}

/** Where a submission goes: a record on a topic, or a call to the system's own HTTP service. Both go through the outbox. */
export type Door<I = any> =
  | {
      kind: 'topic'
      topic: string
      /** Must satisfy the topic's schema; checked before it is accepted. */
      compose: (input: I, context: { id: string; now: Date }) => unknown
      headers?: (input: I, context: { id: string; now: Date }) => Record<string, string>
    }
  | {
      kind: 'http'
      /** A key of `settings` whose value is the service's base URL. */
      service: string
      method: 'POST'
      path: string
      body: (input: I, context: { id: string; now: Date }) => unknown
    }

/**
 * How the answer is recognised. A record whose header `x-request-id` is the request's id always matches exactly; otherwise the first
 * record of `topic` after the request with the same correlation does. `fifo`: the nth answer belongs to the nth open request.
 */
export interface Reply<I = any, M = any> {
  topic: string
  certainty: 'exact' | 'inferred'
  /** Correlation of a request: its input, its id, and what was composed (topic) or answered (http). */
  of: (request: { id: string; input: I; message: any }) => string
  in: (message: M, entry: Entry<M>) => string | null
  fifo?: boolean
  /** Another topic that tells of the request on its way: its stages, or that it failed. Same correlation. */
  also?: {
    topic: string
    in: (message: any, entry: Entry) => string | null
    stage: (message: any) => string | undefined
    failed?: (message: any) => string | undefined
  }
  /** Not an answer yet but a stage ("started", "42 %"): keeps the request open. */
  stage?: (message: M) => string | undefined
  /** The answer is a failure: its reason. `cancelled`: one that was asked for, here or in `also`; the request ends cancelled, not failed. */
  failed?: (message: M) => string | undefined
  cancelled?: (message: any) => boolean
  /** One line for lists: "0.74 CRITICAL". */
  say: (message: M) => string
}

export interface Entity {
  /** "Customer" */
  noun: string
  board: string
  /** Topics whose records belong on the page; `key` finds the entity of a record (default: the topic's key). */
  topics: { topic: string; key?: (message: any) => string | null }[]
  /** `components/panels/<name>.tsx`, drawn above the record timeline. */
  panel?: string
}
