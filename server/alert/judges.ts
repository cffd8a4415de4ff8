import {
  createQuietJudge,
  createShareJudge,
  createUndecodableJudge,
  judgeBlind,
  judgeRecord,
  type Verdict,
} from '#lib/alert/judge.ts'
import { createLagJudge, type LagReading } from '#lib/alert/lag.ts'
import { createUnansweredJudge } from '#lib/alert/unanswered.ts'
import type { Entry, System } from '#lib/contract.ts'
import { judgeSlow, judgeWaiting } from '#lib/finrobot/judge.ts'
import type { Exchange } from '#lib/finrobot/pairing.ts'
import type { KafkaState } from '#lib/protocol.ts'
import type { AskedShelf } from './asked.ts'
import type { Cursors } from './cursors.ts'
import { allRules, type Rule, watchesBad } from './rules.ts'

/** A verdict and where it comes from: `place` names the record, so that every console gives the alert the same id. */
export interface Finding {
  of: Rule
  verdict: Verdict
  place?: string
}

export interface Judges {
  rules: Rule[]
  /** What records say, told as each is judged: the next may concern the same subject. Counts and windows of the other rules are fed along the way. */
  entries: (entries: Entry[], live: boolean, tell: (finding: Finding) => void) => void
  bad: (bad: { topic: string; time: number; cause: string }) => void
  /** What time says: windows, silence, lag, blindness. While Kafka is not up, only that is judged: not hearing is then no news. */
  tick: (kafka: KafkaState) => Finding[]
}

interface Batch {
  live: boolean
  now: number
  tell: (finding: Finding) => void
}
type Hear = (entry: Entry, batch: Batch) => void

interface Deps {
  systems: readonly System[]
  cursors: Cursors
  asked: AskedShelf
  now: () => number
  /** Requests and replies of a system's exchange. */
  exchanges?: (system: string) => readonly Exchange[]
  /** Consumer groups with their lag, as last read. */
  groups?: () => LagReading
  /** Whether an alert of the rule is open for the subject. Of the others only what turns a rule true is news. */
  open: (rule: string, subject: string) => boolean
}

/** All rules of all systems, each with its judge. */
export function createJudges({ systems, cursors, asked, now, open, exchanges, groups }: Deps): Judges {
  const rules = allRules(systems)
  const onRecord = new Map<string, Hear[]>()
  const onTick: ((kafka: KafkaState) => Finding[])[] = []
  const onBad: ((topic: string, time: number, cause: string) => void)[] = []
  const listen = (topic: string, hear: Hear) => onRecord.set(topic, [...(onRecord.get(topic) ?? []), hear])
  const found = (of: Rule, verdict: Verdict | null): Finding[] => (verdict ? [{ of, verdict }] : [])

  for (const of of rules) {
    const { rule } = of
    if (rule.kind === 'record') {
      const fresh = cursors.track(rule.id, rule.topic)
      listen(rule.topic, (entry, { tell }) => {
        if (!fresh(entry.partition, entry.offset, entry.time)) return
        const verdict = judgeRecord(rule, entry.message, entry.time)
        if (!verdict || (!verdict.on && !open(rule.id, verdict.subject))) return
        tell({ of, verdict, place: `${entry.topic}/${entry.partition}/${entry.offset}` })
      })
    }
    if (rule.kind === 'share') {
      const judge = createShareJudge(rule, now())
      listen(rule.topic, (entry, batch) => judge.add(entry.message, Math.min(entry.time, batch.now)))
      onTick.push((kafka) => (kafka.state === 'up' ? found(of, judge.judge(now())) : []))
    }
    if (rule.kind === 'quiet') {
      const judge = createQuietJudge(rule)
      judge.heard(cursors.get(rule.id, rule.topic)?.time ?? 0)
      listen(rule.topic, (entry, batch) => judge.heard(batch.live ? batch.now : Math.min(entry.time, batch.now)))
      onTick.push((kafka) => {
        if (judge.last()) cursors.heard(rule.id, rule.topic, judge.last())
        if (kafka.state === 'up') return found(of, judge.judge(now()))
        judge.hold(now())
        return []
      })
    }
    if (rule.kind === 'unanswered') {
      const judge = createUnansweredJudge(rule, asked.of(rule.id))
      judge.hold(now())
      const listenTo = (
        topic: string,
        keyOf: (message: any) => string | null,
        take: (key: string, entry: Entry) => void,
      ) =>
        listen(topic, (entry, batch) => {
          // Old records come topic after topic: a reply may still be on its way.
          if (!batch.live) judge.hold(batch.now)
          const key = quietly(() => keyOf(entry.message))
          if (key) take(key, entry)
        })
      listenTo(rule.topic, rule.key, (key, entry) => {
        const one = { key, at: entry.time || now(), say: quietly(() => rule.say?.(entry.message)) ?? '' }
        if (judge.asked(one)) asked.put(rule.id, one)
      })
      for (const reply of rule.replies)
        listenTo(reply.topic, reply.key, (key) => {
          if (judge.replied(key)) asked.drop(rule.id, key)
        })
      onTick.push((kafka) => {
        if (kafka.state !== 'up') {
          judge.hold(now())
          return []
        }
        const verdict = judge.judge(now())
        for (const key of judge.forgotten()) asked.drop(rule.id, key)
        return found(of, verdict)
      })
    }
    if (rule.kind === 'waiting' && exchanges) {
      // What was not heard while Kafka was away may have been said: waiting counts from when it was heard again.
      let from = now()
      onTick.push((kafka) => {
        if (kafka.state === 'up') return found(of, judgeWaiting(rule, exchanges(rule.system), { now: now(), from }))
        from = now()
        return []
      })
    }
    if (rule.kind === 'slow' && exchanges)
      onTick.push((kafka) => (kafka.state === 'up' ? found(of, judgeSlow(rule, exchanges(rule.system), now())) : []))
    if (rule.kind === 'lag' && groups) {
      const judge = createLagJudge(rule)
      onTick.push((kafka) => (kafka.state === 'up' ? judge(groups()).map((verdict) => ({ of, verdict })) : []))
    }
    if (rule.kind === 'undecodable') {
      const judge = createUndecodableJudge(rule)
      onBad.push((topic, time, cause) => {
        if (watchesBad(rules, of, topic)) judge.add(topic, time, cause)
      })
      onTick.push((kafka) => (kafka.state === 'up' ? judge.judge(now()).map((verdict) => ({ of, verdict })) : []))
    }
    if (rule.kind === 'blind') onTick.push((kafka) => [{ of, verdict: judgeBlind(rule, kafka, now()) }])
  }

  return {
    rules,
    entries: (entries, live, tell) => {
      const batch = { live, now: now(), tell }
      let topic: string | undefined
      let hears: Hear[] | undefined
      for (const entry of entries) {
        if (entry.topic !== topic) {
          topic = entry.topic
          hears = onRecord.get(topic)
        }
        if (hears) for (const hear of hears) hear(entry, batch)
      }
    },
    bad: ({ topic, time, cause }) => {
      // Some producers leave the time out; such a record counts as of now.
      const at = time > 0 ? Math.min(time, now()) : now()
      for (const hear of onBad) hear(topic, at, cause)
    },
    tick: (kafka) => onTick.flatMap((judge) => judge(kafka)),
  }
}

/** A rule that throws for a message says nothing about it. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
