import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextSort } from './columns.ts'
import { keepOrder, onScreen, waiting } from './hold.ts'
import { reveal, visible } from './window.ts'

const row = (k: string, v: number) => ({ k, v })

test('while somebody reads, rows keep their places and show new values', () => {
  const kept = keepOrder([row('a', 1), row('b', 2)], [row('b', 9), row('c', 8), row('a', 7)])
  assert.deepEqual(kept, [row('a', 7), row('b', 9)])
})

test('a row that left the ranking stays under the eye that reads it', () => {
  assert.deepEqual(keepOrder([row('gone', 1)], [row('new', 2)]), [row('gone', 1)])
})

test('held rows do not change at all; live rows follow at once', () => {
  const shown = [row('a', 1)]
  const latest = [row('b', 2)]
  assert.equal(onScreen('held', shown, latest), shown)
  assert.equal(onScreen('live', shown, latest), latest)
})

test('rows that come while nothing was shown yet are shown', () => {
  assert.deepEqual(onScreen('reading', [], [row('a', 1)]), [row('a', 1)])
})

test('what waits is said, and nothing is said when nothing waits', () => {
  assert.equal(waiting('reading', 42), '42 new while you read')
  assert.equal(waiting('held', 3214), 'held, 3,214 waiting')
  assert.equal(waiting('reading', 0), undefined)
  assert.equal(waiting('live', 10), undefined)
})

test('ten thousand rows draw no more than fit on the screen and a few', () => {
  const span = visible(34 * 5000, 600, { height: 34, count: 10_000, spare: 8 })
  assert.ok(span.from <= 5000 && span.to >= 5018)
  assert.ok(span.to - span.from < 60)
})

test('the end of the list is drawn to its last row and no further', () => {
  assert.deepEqual(visible(34 * 990, 340, { height: 34, count: 1000, spare: 8 }).to, 1000)
})

test('moving to a row out of sight scrolls just far enough', () => {
  assert.equal(reveal(0, 340, { height: 340, row: 34, head: 30 }), 0)
  assert.equal(reveal(5, 0, { height: 340, row: 34, head: 30 }), 0)
  assert.equal(reveal(20, 0, { height: 340, row: 34, head: 30 }), 21 * 34 - 310)
})

test('a header sorts highest first, then lowest first, then gives the order back to the board', () => {
  assert.deepEqual(nextSort('score', undefined, true), { sort: 'score', desc: true })
  assert.deepEqual(nextSort('score', 'score', true), { sort: 'score', desc: false })
  assert.deepEqual(nextSort('score', 'score', false), { sort: null, desc: true })
})
