import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopicRow } from '#lib/protocol.ts'
import { badGroups } from './bad-groups.ts'
import { sayClears } from './clears.ts'
import { pickTopics, trouble } from './topic-sort.ts'

const topic = (name: string, more: Partial<TopicRow> = {}): TopicRow => ({
  name,
  contract: null,
  partitions: 1,
  replication: 1,
  underReplicated: 0,
  offline: 0,
  records: 0,
  rate: 0,
  newest: 0,
  groups: [],
  internal: false,
  bad: 0,
  ...more,
})
const all = { search: '', internal: false, sort: '', desc: true }
const names = (rows: TopicRow[]) => rows.map((row) => row.name)

test('what is wrong comes first, then topics with a contract', () => {
  const rows = [
    topic('b'),
    topic('a'),
    topic('z', { offline: 1 }),
    topic('c', { contract: { system: 's', topic: 'c', title: 'C', role: 'ledger' } }),
  ]
  assert.deepEqual(names(pickTopics(rows, all)), ['z', 'c', 'a', 'b'])
})

test('internal topics are listed only when asked for', () => {
  assert.deepEqual(names(pickTopics([topic('__x', { internal: true }), topic('a')], all)), ['a'])
  assert.equal(pickTopics([topic('__x', { internal: true })], { ...all, internal: true }).length, 1)
})

test('a filter finds a topic by its system too', () => {
  assert.deepEqual(
    names(
      pickTopics([topic('a', { contract: { system: 'tda', topic: 'a', title: 'Jobs', role: 'ledger' } }), topic('b')], {
        ...all,
        search: 'TDA jobs',
      }),
    ),
    ['a'],
  )
})

test('topics sort by lag, highest first', () => {
  assert.deepEqual(
    names(pickTopics([topic('a'), topic('b', { groups: [{ id: 'g', lag: 5 }] })], { ...all, sort: 'lag' })),
    ['b', 'a'],
  )
})

test('a topic that is well has nothing to say', () => {
  assert.equal(trouble(topic('a')), undefined)
  assert.equal(trouble(topic('a', { missing: true }))?.say, 'missing')
})

test('time to clear is said in words when there is none', () => {
  assert.deepEqual([sayClears(0, null), sayClears(5, null)], ['nothing to clear', 'not at this rate'])
  assert.match(sayClears(5, 60), /1.min/)
})

test('bad records are grouped by topic and cause', () => {
  const bad = (k: string, t: number, cause: string) => ({
    k,
    v: { topic: 't', p: 0, o: k, t, key: null, size: 1, bad: { cause, detail: '', preview: '' } },
  })
  assert.deepEqual(
    badGroups([bad('1', 1, 'not JSON'), bad('2', 3, 'schema'), bad('3', 2, 'not JSON')], '').map((g) => [
      g.cause,
      g.rows.length,
    ]),
    [
      ['schema', 1],
      ['not JSON', 2],
    ],
  )
})
