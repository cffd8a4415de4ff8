import type { Entry } from '#lib/contract.ts'
import type { Frame, KafkaState, Truth, ViewSpec } from '#lib/protocol.ts'

/** A record as Kafka has it. `topic` is the contract's (logical) name where there is one; `offset` is an int64 as text. */
export interface Raw {
  topic: string
  partition: number
  offset: string
  /** epoch ms */
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  headers?: Record<string, string>
}

/** Where to begin in a partition that has no cursor yet: at most `maxRecords` back, none older than `backMs`. */
export interface Begin {
  backMs: number
  maxRecords: number
}

export interface SourceOptions {
  topics: string[]
  /** Next offset to read, or undefined to begin as `begin` says. Asked again after every reconnect. */
  cursor: (topic: string, partition: number) => string | undefined
  begin: Begin
  /** Records of one partition, in order. Synchronous: the next fetch waits for it. */
  onBatch: (batch: Raw[]) => void
  /** Keys and values are read within `onBatch` and not kept: their bytes are written over afterwards. */
  passing?: boolean
  /** Offsets that will never come: expired, truncated, topic made anew, a batch that cannot be decompressed. */
  onGap: (gap: { topic: string; partition: number; from: string; to: string; why: string }) => void
  onState: (state: KafkaState) => void
}

/** The door records come in by. Never throws for a broker that is not there; heals itself. */
export interface Source {
  stop: () => Promise<void>
  /** True once every partition has been read up to the high-water mark it had at start. */
  caughtUp: () => boolean
  /** Reads more topics from now on (a tail of a topic without contract). */
  add: (topic: string) => void
}
export type OpenSource = (options: SourceOptions) => Source

export interface Outgoing {
  topic: string
  key: string | null
  value: string | Buffer | null
  headers?: Record<string, string>
  partition?: number
}
/** The door records go out by: idempotent producer, acks all. Rejects with `KafkaDown` (`begun`: the records may have arrived) or `Refused` (not retriable). */
export interface Sink {
  send: (records: Outgoing[]) => Promise<{ topic: string; partition: number; offset: string }[]>
  close: () => Promise<void>
}

/** What the feed tells the other words (request, alert, health). Called synchronously, in Kafka's order within a partition. */
export interface FeedListener {
  entries?: (entries: Entry[], live: boolean) => void
  /** What was told so far is about to be written down as read and will not come again: what follows from it must be written when this returns, so that it outlives the process. */
  settle?: () => void
  bad?: (bad: {
    topic: string
    partition: number
    offset: string
    time: number
    cause: string
    detail: string
    raw: Raw
  }) => void
}

/** A view as the hub sees it: something that can be described whole, and by what changed since it was last asked. */
export interface View {
  /** The whole state, without boot/seq/prev (the hub adds them). */
  snapshot: () => Body
  /** What changed since the last call, or null. */
  drain: () => Body | null
  /** What a browser at `seq` missed, if the view can tell; else the hub sends the snapshot. */
  since?: (seq: number) => Body | null
  /** At most one frame in this many ms, however much changes (charts). */
  everyMs?: number
  close?: () => void
}
export type Body = Omit<Frame, 'view' | 'boot' | 'seq' | 'prev' | 'truth'> & { truth: Truth }

/** A word (feed, request, alert, health) registers how its views are made. `changed` asks for a flush; `urgent` skips the wait after quiet. */
export type MakeView<S extends ViewSpec = any> = (spec: S, changed: (urgent?: boolean) => void) => View | string
