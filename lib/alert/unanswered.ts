import { type RuleOf, spanOf, type Verdict } from './judge.ts'

/** A request that waits for its reply. `at`: when it was asked, epoch ms. */
export interface Asked {
  key: string
  at: number
  say: string
}

export interface UnansweredJudge {
  /** What came of it: `true` when it waits from now on. */
  asked: (asked: Asked) => boolean
  /** `true` when it had waited. */
  replied: (key: string) => boolean
  /** Requests that were forgotten since the last call: older than the rule looks at. */
  forgotten: () => string[]
  /** Requests or replies may be missing just now: nothing is said for a moment. */
  hold: (now: number) => void
  judge: (now: number) => Verdict | null
  waiting: () => number
}

const dayMs = 86_400_000
/** Replies remembered that came before their requests were read: topics keep no common order. */
const early = 20_000
const mostWaiting = 10_000
const holdMs = 5_000

/** Requests without a reply. `waiting` are those known from before. */
export function createUnansweredJudge(rule: RuleOf<'unanswered'>, before: Iterable<Asked> = []): UnansweredJudge {
  const { withinMs, forgetMs = dayMs } = rule
  const open = new Map<string, Asked>()
  const replies = new Set<string>()
  let lost: string[] = []
  let from = 0
  for (const asked of before) open.set(asked.key, asked)
  const drop = (key: string) => {
    open.delete(key)
    lost.push(key)
  }

  return {
    asked(asked) {
      if (replies.delete(asked.key) || open.has(asked.key)) return false
      open.set(asked.key, asked)
      if (open.size > mostWaiting) drop(open.keys().next().value!)
      return true
    },
    replied(key) {
      if (open.delete(key)) return true
      replies.add(key)
      if (replies.size > early) replies.delete(replies.values().next().value!)
      return false
    },
    forgotten() {
      const gone = lost
      lost = []
      return gone
    },
    hold: (now) => {
      from = now + Math.min(holdMs, withinMs)
    },
    judge(now) {
      for (const { key, at } of open.values()) if (now - at > forgetMs) drop(key)
      if (now < from) return null
      let n = 0
      let oldest: Asked | undefined
      for (const asked of open.values()) {
        if (now - asked.at < withinMs) continue
        n++
        if (!oldest || asked.at < oldest.at) oldest = asked
      }
      const words = oldest?.say ? `: “${oldest.say.slice(0, 120)}”` : ''
      const forMs = oldest ? now - oldest.at : 0
      return {
        subject: rule.topic,
        on: n > 0,
        say: n === 0 ? '' : `${n} for more than ${spanOf(withinMs)}, the oldest for ${spanOf(forMs)}${words}`,
        value: n > 0 ? forMs / 1000 : null,
        at: now,
      }
    },
    waiting: () => open.size,
  }
}
