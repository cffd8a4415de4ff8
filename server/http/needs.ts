import type { System, Topic } from '#lib/contract.ts'
import type {
  AlertRow,
  GroupRow,
  KafkaState,
  RequestRow,
  RequestState,
  TopicData,
  TopicRow,
  ViewSpec,
} from '#lib/protocol.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { Log } from '../log.ts'
import type { Body, Raw } from '../ports.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { Seals } from '../seal/seals.ts'
import type { Refusal } from './problem.ts'

/** What HTTP asks of the other words. Each is a part of what their factories return. */
export interface ApiDeps {
  systems: readonly System[]
  requests: RequestsNeeded
  alerts: AlertsNeeded
  health: HealthNeeded
  feed: FeedNeeded
  hub: HubNeeded
  admin: AdminNeeded
  schemas: Pick<Schemas, 'rows' | 'detail' | 'version' | 'check' | 'register' | 'setLevel'>
  seals: Pick<Seals, 'open'>
  crypto: Omit<Crypto, 'close'>
  config: {
    kafka: { physical: (topic: string) => string; logical: (topic: string) => string }
    /** The console's data folder; without it no stored results are read. */
    data?: string
  }
  log: Log
  /** Why the console is not ready yet, or null. */
  starting?: () => string | null
}

type Failure = { ok: false } & Refusal & { title: string }

export interface RequestsNeeded {
  submit: (s: {
    system: string
    form: string
    input: unknown
    idempotencyKey?: string
    by: string
  }) => { ok: true; id: string; request: RequestRow; repeated: boolean } | Failure
  get: (id: string) => RequestRow | undefined | null
  list: (q: { system?: string; form?: string; state?: RequestState; before?: number; limit?: number }) => RequestRow[]
  cancel: (id: string, by: string) => { ok: true; request: RequestRow } | Failure
  retry: (id: string, by: string) => { ok: true; request: RequestRow } | Failure
  counts: () => Record<RequestState, number> & { outbox: { rows: number; bytes: number } }
  audit: AuditNeeded
}

export interface AlertsNeeded {
  list: (q: { state?: AlertRow['state']; system?: string; limit?: number }) => AlertRow[]
  ack: (id: string, by: string, note?: string) => Acted
  unack: (id: string, by: string) => Acted
  silence: (id: string, by: string, until: number, note?: string) => Acted
  unsilence: (id: string, by: string) => Acted
  counts: () => { firing: number; critical: number; acknowledged: number }
}
export type Acted = { ok: true; alert: AlertRow } | Failure

export interface HealthNeeded {
  kafka: () => KafkaState
  /** What was known last, and when it was read (epoch ms, 0 = never). */
  topics: () => { rows: TopicRow[]; at: number }
  topic: (name: string) => Promise<TopicData | undefined>
  groups: () => { rows: GroupRow[]; at: number }
  /** Records the feed has not read yet, by logical topic, as of the last reading of the high-water marks. */
  feedLag: () => Map<string, number>
}

export interface FeedNeeded {
  /** Per logical topic, since the console started. */
  totals: () => { topic: string; in: number; bad: number; conflated: number; newest: number }[]
}

export interface HubNeeded {
  /** What a browser that watches `spec` would get first; a sentence when there is no such view. */
  read: (spec: ViewSpec) => Body | string
  stats: () => { sockets: number; frames: number; cut: number; heldMost: number }
}

export interface AdminNeeded {
  /** Up to `count` records from offset `from`; stops early after `timeoutMs`. Rejects when Kafka cannot be reached. */
  readRange: (q: {
    topic: string
    partition: number
    from: string
    count: number
    /** Epoch ms; wins over `from`. */
    since?: number
    keep?: (raw: Raw) => boolean
    scan?: number
    timeoutMs?: number
  }) => Promise<Raw[]>
  /** Creates the topics that are missing and leaves the others alone; physical names. Rejects when Kafka cannot be reached or forbids it. */
  createMissing: (topics: Topic[]) => Promise<{ created: string[]; failed: { name: string; why: string }[] }>
}

export interface AuditNeeded {
  write: (row: { who: string; what: string; target: string; outcome: string; detail?: string }) => void
}
