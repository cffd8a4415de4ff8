import type { AlertRow } from '#lib/protocol.ts'

/** What health asks of Kafka. Everything rejects when Kafka cannot be reached; offsets are int64 as text. */
export interface AdminReads {
  cluster: () => Promise<{ clusterId?: string | null; brokers: readonly unknown[] }>
  topics: () => Promise<ClusterTopic[]>
  groups: () => Promise<ClusterGroup[]>
  configs: (topic: string) => Promise<{ name: string; value: string | null; source: string; isDefault?: boolean }[]>
}
/** Names are the cluster's own (physical). A leader of -1: the partition is offline. */
export interface ClusterTopic {
  name: string
  internal?: boolean
  partitions: { id: number; leader: number; replicas: number[]; isr: number[]; low: string; high: string }[]
}
export interface ClusterGroup {
  id: string
  state: string
  members: { id: string; client: string; host: string; assigned: { topic: string; partitions: number[] }[] }[]
  /** `committed` null: nothing committed yet. */
  offsets: { topic: string; partition: number; committed: string | null }[]
}

/** What health asks of the feed, by logical topic. */
export interface FeedReads {
  rate: (topic: string) => number
  totals: () => { topic: string; in: number; bad: number; newest: number }[]
  /** Next offset the feed will read, as text. */
  cursor: (topic: string, partition: number) => string | undefined
  pulse: (system: string) => { rate: number; newest: number; bad: number; spark: number[] }
}

export interface AlertReads {
  counts: () => { firing: number; critical: number; acknowledged: number }
  firing: (system: string) => number
  top: (n: number) => AlertRow[]
  notice?: () => string | undefined
}

export interface RequestReads {
  counts: () => { waiting: number; late: number; failed: number }
}
