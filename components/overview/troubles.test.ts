import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PulseData, SystemPulse } from '#lib/protocol.ts'
import { systemsByTrouble, troubles, verdict } from './troubles.ts'

const system = (state: SystemPulse['state'], firing = 0): SystemPulse => ({
  state,
  say: '',
  rate: 1,
  newest: 1,
  bad: 0,
  spark: [],
  firing,
})
const pulse = (over: Partial<PulseData> = {}): PulseData => ({
  kafka: { state: 'up', since: 0, brokers: 1, latencyMs: 4, mode: 'embedded' },
  systems: { a: system('live'), b: system('quiet') },
  alerts: { firing: 0, critical: 0, acknowledged: 0, top: [] },
  requests: { waiting: 0, late: 0, failed: 0 },
  topics: 3,
  bad: 0,
  throughput: [],
  demo: false,
  notices: [],
  now: 0,
  ...over,
})

test('when nothing is wrong the page says so', () => {
  assert.deepEqual(verdict(pulse()), { tone: 'good', say: 'All is well.' })
  assert.equal(verdict(pulse({ systems: { a: system('quiet') } })).tone, 'muted')
})
test('a lost Kafka is told before everything else', () => {
  const down = pulse({
    kafka: { state: 'down', since: 0, brokers: 0, latencyMs: null, mode: 'external', cause: 'refused' },
    alerts: { firing: 2, critical: 1, acknowledged: 0, top: [] },
  })
  assert.match(verdict(down).say, /^Kafka is unreachable/)
  assert.equal(troubles(down)[0]?.id, 'kafka')
})
test('acknowledged alerts do not ask for someone again', () => {
  assert.equal(verdict(pulse({ alerts: { firing: 2, critical: 2, acknowledged: 2, top: [] } })).tone, 'good')
  assert.match(
    verdict(pulse({ alerts: { firing: 3, critical: 2, acknowledged: 2, top: [] } })).say,
    /^1.alert wants someone/,
  )
})
test('a system whose alert already fires is not listed twice', () => {
  assert.deepEqual(
    troubles(pulse({ systems: { a: system('bad', 1), b: system('warn') } })).map((t) => t.id),
    ['system:b'],
  )
})
test('failed requests come before late ones, troubled systems before calm ones', () => {
  const list = troubles(pulse({ requests: { waiting: 0, late: 1, failed: 2 } }))
  assert.deepEqual(
    list.map((t) => t.id),
    ['failed', 'late'],
  )
  assert.deepEqual(systemsByTrouble(pulse({ systems: { a: system('quiet'), b: system('live'), c: system('bad') } })), [
    'c',
    'b',
    'a',
  ])
})
