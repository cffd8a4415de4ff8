export type Severity = 'critical' | 'warning' | 'info'

interface RuleBase {
  /** Unique over all systems: "delinquency-critical". */
  id: string
  title: string
  severity: Severity
  /** One sentence for the person who is woken: what it means and what to do. */
  help: string
}

export type AlertRule =
  /** Fires per subject when `when` turns true, resolves when it turns false. */
  | (RuleBase & {
      kind: 'record'
      topic: string
      when: (message: any) => boolean
      subject: (message: any) => string
      say: (message: any) => string
      value?: (message: any) => number
    })
  /** Fires while the share of records with `of` in the last `overMs` is above `limit` (0..1), once there are `atLeast` records; `forMs` it must hold (pending before). */
  | (RuleBase & {
      kind: 'share'
      topic: string
      of: (message: any) => boolean
      /** Only these records are counted; absent: all. */
      among?: (message: any) => boolean
      overMs: number
      limit: number
      atLeast: number
      forMs?: number
    })
  /** Fires when the topic, having spoken once, says nothing for `afterMs`. */
  | (RuleBase & { kind: 'quiet'; topic: string; afterMs: number })
  /**
   * Fires, once for all of them, while keys of `topic` have no record on any of the `replies` topics for `withinMs`; what is older than `forgetMs` is
   * given up. `key` tells which reply belongs to which request, null for a record that asks nothing; a reply may come before its request is read.
   */
  | (RuleBase & {
      kind: 'unanswered'
      topic: string
      key: (message: any) => string | null
      replies: { topic: string; key: (message: any) => string | null }[]
      withinMs: number
      /** Default: a day. */
      forgetMs?: number
      /** The request in a few words: the alert names the oldest. */
      say?: (message: any) => string
    })
  /** Fires while a request of the system's exchange waits for its reply longer than `afterMs`: nobody serves it, or not fast enough. */
  | (RuleBase & { kind: 'waiting'; system: string; afterMs: number })
  /** Fires while the 95th percentile from request to reply of the system's exchange, over the last `overMs`, is above `limitMs`. */
  | (RuleBase & { kind: 'slow'; system: string; overMs: number; limitMs: number; atLeast: number })
  /**
   * Fires while one of the system's consumer groups is more than `limit` records behind for `forMs` (pending before), each group by itself. Groups are named
   * by their defaults; settings rename them here as in `System.groups`. What could not be read of a group neither fires nor resolves anything.
   */
  | (RuleBase & { kind: 'lag'; groups: string[]; limit: number; forMs: number })
  /** Fires while more than `limit` undecodable records arrived in `overMs`, per topic. */
  | (RuleBase & { kind: 'undecodable'; limit: number; overMs: number })
  /** Fires when the console cannot read Kafka for `afterMs`. */
  | (RuleBase & { kind: 'blind'; afterMs: number })
