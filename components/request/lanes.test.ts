import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupRow, Stage } from '#lib/protocol.ts'
import { lanes, waitsFor } from './lanes.ts'
import { sayNobody } from './listening.ts'

const stage = (id: Stage['id'], at: number, took?: number): Stage => ({
  id,
  title: id,
  at,
  ...(took === undefined ? {} : { took }),
})
const group = (id: string, topic: string, members: number): GroupRow => ({
  id,
  state: 'Stable',
  members: Array.from({ length: members }, (_, i) => ({ id: String(i), client: 'c', host: 'h', assigned: [] })),
  topics: [{ topic, lag: 0, partitions: [] }],
  lag: 0,
  rate: 0,
  clearsIn: null,
  system: null,
})

test('an answered request fills the axis from acceptance to the answer', () => {
  const road = lanes(
    { state: 'answered', stages: [stage('accepted', 1000), stage('produced', 1010, 10), stage('answered', 1040, 30)] },
    99_999,
  )
  assert.deepEqual(
    road.map((l) => [l.id, Math.round(l.from), Math.round(l.width), l.took]),
    [
      ['accepted-0', 0, 2, 0],
      ['produced-1', 0, 25, 10],
      ['answered-2', 25, 75, 30],
    ],
  )
  assert.equal(road.at(-1)?.tone, 'good')
})

test('an open request has a lane that grows until now and says what it waits for', () => {
  const road = lanes(
    {
      state: 'sent',
      sent: { topic: 't', partition: 0, offset: '1' },
      stages: [stage('accepted', 0), stage('produced', 10)],
    },
    1010,
  )
  assert.equal(road.at(-1)?.title, 'waits to be read and answered')
  assert.equal(road.at(-1)?.took, null)
  assert.ok(road.every((l) => l.from >= 0 && l.from + l.width <= 100.001))
})

test('a late request still waits, because a late answer attaches', () => {
  assert.equal(
    lanes({ state: 'late', stages: [stage('accepted', 0), stage('late', 5000)] }, 6000).at(-1)?.id,
    'waiting',
  )
})

test('a request that no answer is expected to ends with its record, and waits for nothing', () => {
  const road = lanes({ state: 'delivered', stages: [stage('accepted', 0), stage('produced', 20, 20)] }, 60_000)
  assert.deepEqual(
    road.map(({ id, tone }) => [id, tone]),
    [
      ['accepted-0', 'accent'],
      ['produced-1', 'good'],
    ],
  )
})

test('what is told to be under way waits for its answer, not to be read', () => {
  const request = { state: 'sent', stages: [stage('accepted', 0), stage('produced', 5), stage('stage', 9)] } as const
  assert.equal(waitsFor({ ...request, stages: [...request.stages] }), 'for the answer')
})

test('before Kafka took it, a request waits to be sent', () => {
  assert.equal(waitsFor({ state: 'waiting', stages: [stage('accepted', 0)] }), 'to be sent')
})

test('a request on a topic without a reader says so, and names the group that is empty', () => {
  assert.match(sayNobody([], 'jobs') ?? '', /no consumer group/)
  assert.match(sayNobody([group('workers', 'jobs', 0)], 'jobs') ?? '', /workers has no members/)
  assert.equal(sayNobody([group('workers', 'jobs', 2)], 'jobs'), undefined)
})
