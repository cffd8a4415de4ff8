import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pretty, tokens } from './json.ts'
import { summary } from './summary.ts'

test('a message is shown with the numbers the system wrote, also those JSON does not know', () => {
  assert.equal(
    pretty({ a: Number.NaN, b: 12n, c: Number.NEGATIVE_INFINITY }),
    '{\n  "a": NaN,\n  "b": 12,\n  "c": -Infinity\n}',
  )
})

test('colouring loses nothing of the text', () => {
  const text = pretty({ 'a "b"': [1, -2.5e3, null, true, 'x: 1'], n: {} })
  assert.equal(
    tokens(text)
      .map((t) => t.text)
      .join(''),
    text,
  )
})

test('keys and texts are told apart', () => {
  assert.deepEqual(
    tokens('{"a": "b"}').filter((t) => t.kind !== 'plain'),
    [
      { kind: 'key', text: '"a"' },
      { kind: 'text', text: '"b"' },
    ],
  )
})

test('a message without a contract is summed up in a line', () => {
  assert.equal(summary({ id: 7, tags: [1, 2], at: { x: 1 } }), 'id 7 · tags [2] · at {…}')
  assert.equal(summary(null), 'deleted (no value)')
  assert.equal(summary('x'.repeat(500)).length, 160)
})

test('a sealed value is named and not shown, and copied as it is', () => {
  const token = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='
  assert.equal(
    pretty({ sensitive_data: token, n: 1 }, { lock: true }),
    '{\n  "sensitive_data": ‹locked, 100 letters›,\n  "n": 1\n}',
  )
  assert.match(pretty({ sensitive_data: token }), /gAAAAA/)
})
