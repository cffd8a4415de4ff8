import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

test('who runs side by side is heard one after the other, whole, whoever ends first', () => {
  const heard: string[] = []
  const turn = createTurns((text) => heard.push(text))
  const [a, b, c] = [turn(), turn(), turn()]
  b.say('b1')
  a.say('a1')
  c.say('c1')
  c.end()
  b.say('b2')
  assert.deepEqual(heard, ['a1'])
  a.say('a2')
  a.end()
  assert.deepEqual(heard, ['a1', 'a2', 'b1', 'b2'])
  b.say('b3')
  b.end()
  assert.deepEqual(heard.slice(4), ['b3', 'c1'])
  const later = turn()
  later.say('d1')
  assert.equal(heard.at(-1), 'd1')
})
