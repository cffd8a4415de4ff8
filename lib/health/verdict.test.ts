import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupVerdict, type JudgedTopic, topicVerdict } from './verdict.ts'

const well: JudgedTopic = {
  ...{
    name: 'scores',
    contract: null,
    partitions: 6,
    replication: 3,
    underReplicated: 0,
    offline: 0,
    records: 10,
    rate: 1,
  },
  ...{ newest: 1, internal: false, bad: 0 },
}

test('a topic with all its replicas in sync is well', () => {
  assert.deepEqual(topicVerdict(well), { tone: 'good', say: 'in sync', findings: [] })
})

test('a partition that nobody leads is worse than one that lacks a replica', () => {
  const { tone, say, findings } = topicVerdict({ ...well, offline: 1, underReplicated: 2 })
  assert.equal(tone, 'bad')
  assert.equal(say, '1 partition offline')
  assert.deepEqual(
    findings.map((finding) => finding.tone),
    ['bad', 'warn'],
  )
})

test('a topic the contract declares and the cluster lacks is a remark, not an alarm', () => {
  const verdict = topicVerdict({ ...well, missing: true, offline: 3 })
  assert.equal(verdict.tone, 'muted')
  assert.equal(verdict.say, 'not on the cluster')
})

test('settings and partitions that are not what the contract declares are named', () => {
  const setting = { name: 'retention.ms', value: '1', source: 'topic', declared: '86400000', drift: true }
  assert.equal(topicVerdict({ ...well, settings: [setting] }).say, 'retention.ms differs')
  assert.match(topicVerdict({ ...well, settings: [setting] }).findings[0]?.remedy ?? '', /retention.ms=86400000/)
  assert.equal(topicVerdict({ ...well, declaredPartitions: 12 }).say, '6 partitions, declared 12')
  assert.equal(topicVerdict({ ...well, declaredPartitions: 6 }).tone, 'good')
})

const group = { state: 'Stable', lag: 0, rate: 5, clearsIn: 0 as number | null, members: [{}] }

test('a group that reads everything is well', () => {
  assert.deepEqual(groupVerdict(group), { tone: 'good', say: 'up to date', findings: [] })
})

test('records waiting for a group without members are bad; a group that nobody uses is only a remark', () => {
  assert.equal(
    groupVerdict({ ...group, members: [], lag: 1200, clearsIn: null, state: 'Empty' }).say,
    'nobody listens, 1,200 records wait',
  )
  assert.equal(groupVerdict({ ...group, members: [], lag: 0, state: 'Empty' }).tone, 'muted')
})

test('falling behind, standing still and catching up slowly are told apart', () => {
  assert.deepEqual(say({ lag: 10, clearsIn: null, rate: 3 }), ['warn', '10 records behind, not catching up'])
  assert.deepEqual(say({ lag: 10, clearsIn: null, rate: 0 }), ['bad', '10 records behind, nothing committed'])
  assert.deepEqual(say({ lag: 10, clearsIn: 3600, rate: 3 }), ['warn', '10 records behind'])
  assert.deepEqual(say({ lag: 10, clearsIn: 2, rate: 3 }), ['good', '10 records behind'])
})

test('a group whose members this client cannot see is not said to be deserted', () => {
  assert.equal(groupVerdict({ ...group, state: 'NewProtocol', members: [] }).tone, 'good')
})

function say(more: Partial<typeof group>): [string, string] {
  const { tone, say } = groupVerdict({ ...group, ...more })
  return [tone, say]
}
