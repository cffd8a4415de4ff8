import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throughputRows } from './throughput-rows.ts'

test('the unfinished bucket is drawn apart from the finished ones', () => {
  const spark = { state: 'live', say: '', rate: 1, newest: 1, bad: 0, spark: [1, 2, 3], firing: 0 } as const
  const rows = throughputRows({ throughput: [4, 5, 6], now: 100_001, systems: { a: { ...spark, spark: [1, 2, 3] } } })
  assert.deepEqual(
    rows.map((r) => [r.t, r.done, r.open]),
    [
      [90_000, 4, null],
      [95_000, 5, 5],
      [100_000, null, 6],
    ],
  )
  assert.deepEqual(
    rows.map((r) => r.parts[0]?.rate),
    [1, 2, 3],
  )
})
test('more than 150 points are never drawn', () => {
  assert.equal(throughputRows({ throughput: Array(400).fill(1), now: 1e12, systems: {} }).length, 150)
})
