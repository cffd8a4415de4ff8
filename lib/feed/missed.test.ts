import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missedBetween } from './missed.ts'

const rows = (partition: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `a-topic/${partition}/${from + i}`)

test('what overlaps or follows at once misses nothing, and what does not is counted per partition', () => {
  assert.equal(missedBetween(rows(0, 1, 200), rows(0, 150, 300)), 0)
  assert.equal(missedBetween(rows(0, 1, 200), rows(0, 201, 300)), 0)
  assert.equal(missedBetween(rows(0, 1, 200), rows(0, 301, 500)), 100)
  assert.equal(
    missedBetween([...rows(0, 1, 9), ...rows(1, 1, 9)], [...rows(1, 30, 39), ...rows(0, 20, 29), ...rows(2, 7, 8)]),
    10 + 20,
  )
})

test('a browser that had nothing has missed nothing, nor has one whose topic was made anew', () => {
  assert.equal(missedBetween([], rows(0, 500, 600)), 0)
  assert.equal(missedBetween(rows(0, 500, 600), rows(0, 0, 5)), 0)
})
