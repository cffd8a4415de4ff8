import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withNames } from '../define.ts'
import type { RuleOf } from './judge.ts'
import { createLagJudge, type LagReading } from './lag.ts'
import { step } from './step.ts'

const rule: RuleOf<'lag'> = {
  ...{ id: 'r', title: 'R', severity: 'warning', help: 'Look.' },
  kind: 'lag',
  groups: ['workers', 'others'],
  limit: 1_000,
  forMs: 60_000,
}
const group = (
  id: string,
  lag: number,
  more: Partial<LagReading['rows'][number]> = {},
): LagReading['rows'][number] => ({
  ...{ id, lag, rate: 31.4 },
  members: [{ id: 'm', client: 'c', host: 'h', assigned: [] }],
  topics: [{ topic: 't', lag, partitions: [] }],
  ...more,
})

test('each group of the rule is judged by itself, others are nobody’s business', () => {
  const judge = createLagJudge(rule)
  const rows = [group('workers', 1_000), group('others', 12_400, { members: [] }), group('strangers', 9_999)]
  assert.deepEqual(judge({ rows, at: 5 }), [
    { subject: 'workers', on: false, say: '1,000 records behind, limit 1,000; it commits 31/s', value: 1_000, at: 5 },
    {
      ...{ subject: 'others', on: true, value: 12_400, at: 5 },
      say: '12,400 records behind, limit 1,000; nobody reads for it',
    },
  ])
})

test('what is not known of a group is neither behind nor caught up', () => {
  const judge = createLagJudge(rule)
  assert.deepEqual(judge({ rows: [], at: 0 }), [], 'never read')
  assert.equal(judge({ rows: [group('workers', 2_000)], at: 5 })[0]?.on, true)
  assert.deepEqual(judge({ rows: [group('workers', 2_000)], at: 5 }), [], 'read before, and not since')
  assert.deepEqual(judge({ rows: [], at: 6 }), [], 'not listed: no right to, or gone')
  assert.deepEqual(judge({ rows: [group('workers', 0, { topics: [] })], at: 7 }), [], 'its commits were not answered')
  assert.equal(judge({ rows: [group('workers', 0)], at: 8 })[0]?.on, false)
})

test('being behind for a moment is pending and comes to nothing, for long it fires, and ends when caught up', () => {
  const judge = createLagJudge(rule)
  const moves: string[] = []
  let standing: ReturnType<typeof step>['standing']
  for (const [at, lag] of [
    [1_000, 5_000],
    [4_000, 500],
    [7_000, 5_000],
    [66_000, 5_000],
    [67_000, 4_000],
    [70_000, 4_000],
    [73_000, 1_000],
  ] as const)
    for (const verdict of judge({ rows: [group('workers', lag)], at })) {
      const result = step(standing, verdict, rule)
      standing = result.standing
      moves.push(result.move)
    }
  assert.deepEqual(moves, ['begins', 'drops', 'begins', 'stays', 'fires', 'stays', 'resolves'])
})

test('a group that a setting renames is watched under its new name', () => {
  const system = {
    ...{ id: 's', title: 'S', blurb: 'S.', topics: [], groups: ['workers', 'others'], alerts: [rule] },
    settings: [{ env: 'GROUP', title: 'Group', default: 'workers', group: true as const }],
  }
  const named = withNames(system, { GROUP: 'team-a' })
  assert.deepEqual(named.groups, ['team-a', 'others'])
  assert.deepEqual(named.alerts, [{ ...rule, groups: ['team-a', 'others'] }])
})
