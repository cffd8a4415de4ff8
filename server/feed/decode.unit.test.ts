import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJson } from '#lib/feed/parse.ts'
import { decode, isBad } from './decode.ts'
import { closedCheck } from './quick-check.ts'
import { raw, sensors } from './testing.ts'

const topic = sensors.topics[0]!
const notes = sensors.topics[1]!
const cause = (value: unknown) => {
  const seen = decode(raw(0, value), topic)
  return isBad(seen) ? seen.cause : undefined
}

test('a record that fits its contract has its key, headers and size', () => {
  const seen = decode(raw(7, { id: 'a', score: 1 }, { headers: { trace: 'x' } }), topic)
  assert.ok(!isBad(seen))
  assert.deepEqual([seen.key, seen.headers, seen.offset, seen.size], ['a', { trace: 'x' }, '7', 20])
})

test('what is wrong with a record is said by cause', () => {
  assert.equal(cause(Buffer.from('{')), 'not-json')
  assert.equal(cause(Buffer.alloc(0)), 'empty')
  assert.equal(cause(Buffer.from('['.repeat(100) + ']'.repeat(100))), 'too-deep')
  assert.equal(cause(Buffer.alloc(1024 * 1024 + 1, 32)), 'too-large')
  assert.equal(cause({ id: 1, score: 'x' }), 'schema')
  assert.equal(cause(Buffer.from([0xff, 0xfe, 0x00])), 'not-utf8')
})

test('a deletion is a record where deletions are agreed on, and a bad one elsewhere', () => {
  const deletion = decode(raw(0, null, { key: Buffer.from('a') }), topic)
  assert.ok(!isBad(deletion))
  assert.deepEqual([deletion.key, deletion.message], ['a', null])
  assert.ok(isBad(decode(raw(0, null), notes)))
})

test('a contract whose functions trip over a message makes it a bad record', () => {
  const odd = {
    ...topic,
    key: () => {
      throw new Error('no such field')
    },
  }
  const seen = decode(raw(0, { id: 'a', score: 1 }), odd)
  assert.ok(isBad(seen) && seen.cause === 'contract')
})

test('the short way for plain messages and the careful way say the same', () => {
  const odd = fc.constantFrom(
    'NaN',
    '-Infinity',
    '9007199254740993',
    '1e400',
    '[[1]]',
    '{"a":{}}',
    'null',
    '"x"',
    '0.5',
  )
  const field = fc.tuple(fc.constantFrom('score', 'site', 'more', '__proto__', 'constructor'), odd)
  const text = fc
    .array(field, { maxLength: 4 })
    .map((fields) => `{"id":"a",${['"score":1', ...fields.map(([k, v]) => `"${k}":${v}`)]}}`)
  let plain = 0
  fc.assert(
    fc.property(text, (json) => {
      const parsed = parseJson(json)
      assert.ok(parsed.ok)
      const read = topic.message.safeParse(parsed.value)
      // A contract of its own each time, so that every message is tried the short way first.
      const seen = decode(raw(0, Buffer.from(json)), { ...topic })
      assert.equal(isBad(seen), !read.success)
      if (isBad(seen)) return
      assert.deepEqual(seen.message, read.data)
      assert.ok(!Object.hasOwn(seen.message, '__proto__'))
      if (closedCheck(topic.message)!(seen.message)) plain++
    }),
    { numRuns: 1000 },
  )
  assert.ok(plain > 50)
})

test('no bytes whatever make it throw', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.tuple(fc.json(), fc.nat(50)).map(([text, cut]) => new TextEncoder().encode(text).slice(0, -cut || undefined)),
  )
  let good = 0
  fc.assert(
    fc.property(bytes, (value) => {
      const seen = decode(raw(0, Buffer.from(value)), topic)
      if (!isBad(seen)) good++
      else assert.ok(seen.cause.length > 0 && seen.preview.length <= 256)
    }),
    { numRuns: 10_000 },
  )
  assert.equal(good, 0)
})
