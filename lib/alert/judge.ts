import type { AlertRule } from '../contract.ts'
import type { KafkaState } from '../protocol.ts'
import { createWindow } from './window.ts'

export type RuleOf<K extends AlertRule['kind']> = Extract<AlertRule, { kind: K }>

/** What a rule says of a subject now. `on` is whether its condition holds; `at` is when that became known, epoch ms. */
export interface Verdict {
  subject: string
  on: boolean
  say: string
  value: number | null
  at: number
}

/** A record rule on one message. A rule that throws for a message says nothing about it. */
export function judgeRecord(rule: RuleOf<'record'>, message: unknown, at: number): Verdict | null {
  try {
    const subject = rule.subject(message)
    if (!subject) return null
    const on = rule.when(message)
    const value = rule.value?.(message) ?? null
    return { subject, on, say: on ? rule.say(message) : '', value, at }
  } catch {
    return null
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`

export function spanOf(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}

/** The share of records with a property over a sliding window. Says nothing (null) until it has seen enough or watched for a whole window. */
export function createShareJudge(
  rule: RuleOf<'share'>,
  startedAt: number,
): { add: (message: unknown, time: number) => void; judge: (now: number) => Verdict | null } {
  const window = createWindow(rule.overMs)
  return {
    add: (message, time) => {
      try {
        if (rule.among && !rule.among(message)) return
        window.add(time, rule.of(message))
      } catch {
        // A message the rule cannot read counts on neither side.
      }
    },
    judge: (now) => {
      const { n, hits } = window.read(now)
      const enough = n >= Math.max(1, rule.atLeast)
      if (!enough && now - startedAt < rule.overMs) return null
      const share = n ? hits / n : 0
      return {
        subject: rule.topic,
        on: enough && share > rule.limit,
        say: `${percent(share)} of ${n.toLocaleString('en')} in ${spanOf(rule.overMs)}, limit ${percent(rule.limit)}`,
        value: n ? share : null,
        at: now,
      }
    },
  }
}

/** Silence of a topic that has spoken. `heard` takes the time a record arrived; while Kafka itself is unreadable call `hold`. */
export function createQuietJudge(rule: RuleOf<'quiet'>): {
  heard: (at: number) => void
  last: () => number
  hold: (now: number) => void
  judge: (now: number) => Verdict | null
} {
  let last = 0
  let from = 0
  return {
    heard: (at) => {
      last = Math.max(last, at)
    },
    last: () => last,
    // Not hearing while blind says nothing about the topic: the wait begins anew when Kafka is back.
    hold: (now) => {
      from = now
    },
    judge: (now) => {
      if (!last) return null
      const quiet = now - Math.max(last, from)
      return {
        subject: rule.topic,
        on: quiet >= rule.afterMs,
        say: `nothing for ${spanOf(now - last)}, limit ${spanOf(rule.afterMs)}`,
        value: (now - last) / 1000,
        at: now,
      }
    },
  }
}

/** Undecodable records per topic over a sliding window. */
export function createUndecodableJudge(rule: RuleOf<'undecodable'>): {
  add: (topic: string, time: number, cause: string) => void
  judge: (now: number) => Verdict[]
} {
  const topics = new Map<string, { window: ReturnType<typeof createWindow>; cause: string }>()
  return {
    add: (topic, time, cause) => {
      const of = topics.get(topic) ?? { window: createWindow(rule.overMs), cause }
      of.cause = cause
      of.window.add(time, true)
      topics.set(topic, of)
    },
    judge: (now) =>
      [...topics].map(([topic, { window, cause }]) => {
        const { n } = window.read(now)
        return {
          subject: topic,
          on: n > rule.limit,
          say: `${n} in ${spanOf(rule.overMs)}, the last: ${cause}`,
          value: n,
          at: now,
        }
      }),
  }
}

/** Kafka unreadable for too long. */
export function judgeBlind(rule: RuleOf<'blind'>, kafka: KafkaState, now: number): Verdict {
  const blind = kafka.state !== 'up'
  const forMs = blind ? now - kafka.since : 0
  const cause = kafka.cause ? `: ${kafka.cause}` : ''
  return {
    subject: 'Kafka',
    on: blind && forMs >= rule.afterMs,
    say: blind ? `for ${spanOf(forMs)}${cause}` : '',
    value: forMs / 1000,
    at: now,
  }
}
