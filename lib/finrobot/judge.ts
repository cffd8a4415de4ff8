import type { RuleOf, Verdict } from '../alert/judge.ts'
import { spanOf } from '../alert/judge.ts'
import type { Exchange } from './pairing.ts'

/** Requests that nobody has answered yet: true while the oldest waits longer than the rule allows. `from`: waiting counts from then at the earliest (epoch ms). */
export function judgeWaiting(
  rule: RuleOf<'waiting'>,
  exchanges: readonly Exchange[],
  { now, from }: { now: number; from: number },
): Verdict {
  const waiting = exchanges.filter((one) => one.state === 'waiting')
  const oldest = waiting.reduce((first, one) => Math.min(first, Math.max(one.t, from)), now)
  const age = now - oldest
  const on = waiting.length > 0 && age >= rule.afterMs
  return {
    subject: rule.system,
    on,
    say: on
      ? `${waiting.length.toLocaleString('en')} ${waiting.length === 1 ? 'request waits' : 'requests wait'}, the oldest for ${spanOf(age)}`
      : '',
    value: waiting.length ? age / 1000 : 0,
    at: now,
  }
}

/** Replies that take long: the 95th percentile of those of the last `overMs`. Nothing (null) while there are fewer than `atLeast`. */
export function judgeSlow(rule: RuleOf<'slow'>, exchanges: readonly Exchange[], now: number): Verdict | null {
  const took = exchanges
    .flatMap(({ asked, said }) => (asked && said && said.t > now - rule.overMs ? [Math.max(0, said.t - asked.t)] : []))
    .sort((a, b) => a - b)
  if (took.length < rule.atLeast) return null
  const p95 = took[Math.min(took.length - 1, Math.floor(0.95 * took.length))]!
  return {
    subject: rule.system,
    on: p95 > rule.limitMs,
    say: `95 of 100 within ${(p95 / 1000).toFixed(p95 < 10_000 ? 1 : 0)} s, limit ${spanOf(rule.limitMs)}`,
    value: p95 / 1000,
    at: now,
  }
}
