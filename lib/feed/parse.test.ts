import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseJson } from './parse.ts'

const value = (text: string | Uint8Array): unknown => {
  const parsed = parseJson(text)
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.cause}: ${parsed.detail}`)
  return parsed.value
}
const cause = (text: string | Uint8Array): string => {
  const parsed = parseJson(text)
  assert.ok(!parsed.ok, 'was read')
  assert.ok(parsed.detail.length > 0 && parsed.detail.length < 200)
  return parsed.cause
}

describe('reading the JSON that services really write', () => {
  it('reads whatever JSON.stringify writes, from text and from bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        const text = JSON.stringify(json)
        const plain = JSON.parse(text, (key, v) => (key === '__proto__' ? undefined : v))
        const odd = /\d{16}/.test(text)
        if (odd) return
        assert.deepEqual(value(text), plain)
        assert.deepEqual(value(Buffer.from(text)), plain)
        assert.deepEqual(value(new TextEncoder().encode(text)), plain)
      }),
    )
  })

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const parsed = parseJson(bytes)
        assert.ok(parsed.ok || parsed.detail)
      }),
    )
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => typeof parseJson(text).ok === 'boolean'))
  })

  it('keeps the bare NaN and Infinity of Python as words that survive the way to a browser', () => {
    assert.deepEqual(value('{"a": NaN, "b": [Infinity, -Infinity, -NaN], "c": "NaN, Infinity"}'), {
      a: 'NaN',
      b: ['Infinity', '-Infinity', 'NaN'],
      c: 'NaN, Infinity',
    })
    assert.equal(value('NaN'), 'NaN')
    assert.deepEqual(value('{"a\\"b": Infinity, "x\\\\": NaN}'), { 'a"b': 'Infinity', 'x\\': 'NaN' })
  })

  it('leaves strings alone, whatever they say and wherever the odd numbers stand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('NaN', '-Infinity', '12345678901234567890', '": NaN')), {
          minLength: 1,
        }),
        (texts) => {
          const json = `[${texts.map((text) => `${JSON.stringify(text)}, NaN`).join(', ')}]`
          assert.deepEqual(
            value(json),
            texts.flatMap((text) => [text, 'NaN']),
          )
        },
      ),
    )
  })

  it('does not round ids and offsets beyond 2^53: they come as their digits', () => {
    assert.deepEqual(value('{"id": 1434567890123456789, "n":-9223372036854775808}'), {
      id: '1434567890123456789',
      n: '-9223372036854775808',
    })
    assert.deepEqual(value('[1434567890123456789,9007199254740991,9007199254740993]'), [
      '1434567890123456789',
      9007199254740991,
      '9007199254740993',
    ])
    assert.equal(value('12345678901234567890'), '12345678901234567890')
    fc.assert(
      fc.property(fc.bigInt(), (n) => {
        assert.equal(String(value(`{"n":${n}}`) && (value(`{"n":${n}}`) as { n: unknown }).n), String(n))
      }),
    )
  })

  it('reads long fractions as numbers, since Python writes 17 digits', () => {
    assert.deepEqual(value('{"risk_score": 0.74218392018374651, "t": 1755147553000.1234567}'), {
      risk_score: 0.7421839201837465,
      t: 1755147553000.1235,
    })
  })

  it('says why it could not read something', () => {
    assert.equal(cause(''), 'empty')
    assert.equal(cause('  \n '), 'empty')
    assert.equal(cause('{"a": 1'), 'not-json')
    assert.equal(cause('{"a": nope}'), 'not-json')
    assert.equal(cause('{"a": 00000000000000001}'), 'not-json')
    assert.equal(cause('{"a": InfinityX}'), 'not-json')
    assert.equal(cause('"never closed'), 'not-json')
    assert.equal(cause('"\\'), 'not-json')
    assert.equal(cause(new Uint8Array([0x22, 0xff, 0xfe, 0x22])), 'not-utf8')
    assert.equal(cause(Buffer.from([0x00, 0x01, 0x02])), 'not-json')
    assert.equal(cause(`"${'x'.repeat(1024 * 1024)}"`), 'too-large')
  })

  it('takes a string of almost 1 MB, and more where a topic allows it', () => {
    const long = 'x'.repeat(1024 * 1024 - 2)
    assert.equal(value(`"${long}"`), long)
    assert.ok(parseJson(`"${long}xyz"`, 2 * 1024 * 1024).ok)
  })

  it('refuses what is nested deeper than 64, and is not fooled by brackets in strings', () => {
    assert.equal(cause('['.repeat(65) + ']'.repeat(65)), 'too-deep')
    assert.equal(cause(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`), 'too-deep')
    assert.equal(cause('['.repeat(100_000)), 'too-deep')
    assert.ok(parseJson('['.repeat(64) + ']'.repeat(64)).ok)
    assert.equal(value(JSON.stringify('['.repeat(1000))), '['.repeat(1000))
    const cloud = Array.from({ length: 500 }, (_, i) => [i, i])
    assert.deepEqual(value(JSON.stringify(cloud)), cloud)
  })

  it('keeps a replacement character that is really in the text, and drops a byte order mark', () => {
    assert.equal(value(Buffer.from('"\uFFFD"')), '\uFFFD')
    assert.deepEqual(value(Buffer.from('\uFEFF{"a":1}')), { a: 1 })
    assert.deepEqual(value(Buffer.from('\uFEFF{"a":"\uFFFD"}')), { a: '\uFFFD' })
  })

  it('drops __proto__ keys, however they are spelled and however deep', () => {
    for (const key of ['__proto__', '\\u005f_proto__', '__\\u0070roto__', '__pro\\u0074o__']) {
      const read = value(`{"a": {"${key}": {"admin": true}, "b": 1}, "${key}": {"x": 1}}`) as any
      assert.deepEqual(Object.keys(read), ['a'])
      assert.deepEqual(Object.getOwnPropertyNames(read.a), ['b'])
      assert.equal(read.admin, undefined)
    }
    assert.deepEqual(Object.keys(value('{"__proto__": NaN, "a": NaN}') as object), ['a'])
  })
})
