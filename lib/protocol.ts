export type { Exchange, ExchangeState } from './finrobot/pairing.ts'
export type { ExchangeData } from './finrobot/summary.ts'
export * from './schema/views.ts'
export * from './views.ts'

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
  | { kind: 'schemas' }
  | { kind: 'schema'; subject: string }
  | { kind: 'bad'; topic?: string }
  /** Requests with their replies (`Exchange` rows, `ExchangeData`), newest first; `only` a state or a kind of failure. */
  | { kind: 'exchange'; system: string; only?: string; limit?: number }
  /** Candles of a symbol with its predictions (`MarketData`): candles at least `width` ms wide, class order and sell scale as in lib/crypto. */
  | { kind: 'market'; symbol: string; range: Range; width?: number; order?: string; sell?: number }
  /** Processes of the crypto pipeline (`ProcessRow` rows, `PipelineData`). */
  | { kind: 'pipeline' }

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
