import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calm } from './calm.ts'

/** A source that is set by hand, time that moves by hand, and what a listener was told. */
function start(ms: number) {
  const at = { now: 0, value: 0, hidden: false, keyAt: Number.NEGATIVE_INFINITY }
  const listeners = new Set<() => void>()
  const timers = new Set<{ at: number; run: () => void }>()
  const source = calm(
    {
      get: () => at.value,
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    ms,
    {
      now: () => at.now,
      hidden: () => at.hidden,
      keyAt: () => at.keyAt,
      later(after, run) {
        const timer = { at: at.now + after, run }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
  )
  const told: number[] = []
  const leave = source.subscribe(() => told.push(source.get()))
  const set = (value: number) => {
    at.value = value
    for (const listener of listeners) listener()
  }
  const move = (by: number) => {
    at.now += by
    for (const timer of [...timers]) if (timer.at <= at.now && timers.delete(timer)) timer.run()
  }
  return { at, source, told, leave, set, move, timers, listeners }
}

test('the first value comes at once, the rest at most once per pace, the last before a pause always', () => {
  const { source, told, set, move } = start(100)
  set(1)
  assert.deepEqual(told, [1])
  for (const value of [2, 3, 4]) {
    move(10)
    set(value)
  }
  assert.deepEqual([told, source.get()], [[1], 1], 'what is rendered meanwhile is what was told')
  move(70)
  assert.deepEqual(told, [1, 4])
  move(1000)
  assert.deepEqual(told, [1, 4], 'nothing new, nothing told')
  set(5)
  assert.deepEqual(told, [1, 4, 5])
})

test('held it tells nothing, then the latest', () => {
  const { source, told, set, move } = start(100)
  set(1)
  source.hold(true)
  set(2)
  move(500)
  assert.deepEqual(told, [1])
  source.hold(false)
  assert.deepEqual(told, [1, 2])
})

test('held in the middle of a wait, too', () => {
  const { source, told, set, move } = start(100)
  set(1)
  set(2)
  source.hold(true)
  move(200)
  assert.deepEqual(told, [1])
  source.hold(false)
  assert.deepEqual(told, [1, 2])
})

test('in a hidden tab nothing is told until somebody looks', () => {
  const { at, told, set, move } = start(100)
  at.hidden = true
  set(1)
  move(600)
  assert.deepEqual(told, [])
  at.hidden = false
  set(2)
  move(600)
  assert.deepEqual(told, [2])
})

test('a key goes first: what comes after it waits until the typing rests, but not for ever', () => {
  const { at, told, set, move } = start(100)
  at.keyAt = 0
  set(1)
  assert.deepEqual(told, [1], 'a first answer does not wait')
  move(100)
  at.keyAt = 100
  set(2)
  move(150)
  assert.deepEqual(told, [1])
  move(50)
  assert.deepEqual(told, [1, 2], '200 ms after the last key')
  for (let i = 0; i < 52; i++) {
    move(100)
    at.keyAt = at.now
    set(at.now)
  }
  assert.equal(told.length, 3, 'typing that does not end is not waited for')
})

test('who has left is told nothing, and leaves no timer', () => {
  const { told, set, leave, timers, listeners } = start(100)
  set(1)
  set(2)
  leave()
  assert.deepEqual([told, timers.size, listeners.size], [[1], 0, 0])
})

test('what came between rendering and listening is told', () => {
  const at = { value: 1 }
  const source = calm({ get: () => at.value, subscribe: () => () => {} }, 0, {
    now: () => 0,
    hidden: () => false,
    keyAt: () => Number.NEGATIVE_INFINITY,
    later: () => () => {},
  })
  assert.equal(source.get(), 1)
  at.value = 2
  let told = 0
  source.subscribe(() => told++)
  assert.deepEqual([told, source.get()], [1, 2])
})
