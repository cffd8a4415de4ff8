import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareSettings } from './drift.ts'

const actual = [
  { name: 'cleanup.policy', value: 'delete,compact', source: 'topic', isDefault: false },
  { name: 'retention.ms', value: '3600000', source: 'topic', isDefault: false },
  { name: 'min.insync.replicas', value: '1', source: 'topic', isDefault: false },
  { name: 'segment.bytes', value: '1073741824', source: 'default', isDefault: true },
  { name: 'flush.ms', value: '9', source: 'broker', isDefault: false },
]

test('declared settings come first, with what differs marked; defaults nobody declared are left out', () => {
  const rows = compareSettings(
    actual,
    { 'cleanup.policy': 'compact,delete', 'retention.ms': '86400000', 'min.insync.replicas': '2' },
    1,
  )
  assert.deepEqual(
    rows.map(({ name, drift }) => [name, drift]),
    [
      ['cleanup.policy', false],
      ['min.insync.replicas', false],
      ['retention.ms', true],
      ['flush.ms', false],
    ],
  )
})

test('on three brokers a declared minimum of two in-sync replicas is not met by one', () => {
  const rows = compareSettings(actual, { 'min.insync.replicas': '2' }, 3)
  assert.equal(rows.find(({ name }) => name === 'min.insync.replicas')?.drift, true)
})

test('a topic without contract has no drift, and settings not read yet are no drift either', () => {
  assert.ok(compareSettings(actual, null, 1).every(({ drift, declared }) => !drift && declared === null))
  assert.deepEqual(compareSettings([], { 'retention.ms': '1' }, 1), [
    { name: 'retention.ms', value: '', source: 'unknown', declared: '1', drift: false },
  ])
})
