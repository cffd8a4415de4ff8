import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearsIn, createPace } from './pace.ts'

test('a pace is the growth per second over the window', () => {
  const pace = createPace(10_000)
  assert.equal(pace.perSecond(), 0)
  for (let s = 0; s <= 60; s += 5) pace.note(s < 30 ? 0 : (s - 30) * 100, 1000 + s * 1000)
  assert.equal(pace.perSecond(), 100)
  assert.equal(pace.changedAt(), 61_000)
})

test('a number that shrank starts over instead of being a negative rate', () => {
  const pace = createPace()
  pace.note(1000, 1)
  pace.note(2000, 1001)
  pace.note(0, 2001)
  assert.equal(pace.perSecond(), 0)
  pace.note(50, 3001)
  assert.equal(pace.perSecond(), 50)
})

test('lag clears by what is left after new records', () => {
  assert.equal(clearsIn(100, 30, 10), 5)
  assert.equal(clearsIn(100, 10, 10), null)
  assert.equal(clearsIn(0, 0, 10), 0)
})
