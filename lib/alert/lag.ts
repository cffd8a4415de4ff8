import type { GroupRow } from '../views.ts'
import type { RuleOf, Verdict } from './judge.ts'

/** Consumer groups as the console read them last, with their lag; `at`: when, epoch ms, 0 = never. */
export interface LagReading {
  rows: readonly Pick<GroupRow, 'id' | 'lag' | 'members' | 'rate' | 'topics'>[]
  at: number
}

/**
 * Lag of consumer groups against a limit, one verdict per group of the rule, as of the reading. Says nothing of a group that was not
 * listed or has no commits that could be read, and nothing at all of a reading it has judged before: an old answer is no new knowledge.
 * Between two readings above the limit a group counts as above it, however long nothing was read.
 */
export function createLagJudge(rule: RuleOf<'lag'>): (reading: LagReading) => Verdict[] {
  let judged = 0
  return ({ rows, at }) => {
    if (at <= judged) return []
    judged = at
    return rows
      .filter((group) => rule.groups.includes(group.id) && group.topics.length > 0)
      .map((group) => ({
        subject: group.id,
        on: group.lag > rule.limit,
        say: `${group.lag.toLocaleString('en')} records behind, limit ${rule.limit.toLocaleString('en')}; ${pace(group)}`,
        value: group.lag,
        at,
      }))
  }
}

const pace = ({ members, rate }: LagReading['rows'][number]): string =>
  members.length === 0 ? 'nobody reads for it' : `it commits ${Math.round(rate).toLocaleString('en')}/s`
