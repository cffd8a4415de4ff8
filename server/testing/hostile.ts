import { randomBytes } from 'node:crypto'
import { prediction } from '#server/bench/predictions.ts'
import type { Outgoing } from '#server/ports.ts'

/** What the console must make of a record: `good`, or bad for this cause. */
export type Verdict = 'good' | 'not-utf8' | 'not-json' | 'too-deep' | 'too-large' | 'empty' | 'schema'
export interface Hostile {
  /** Text or bytes of the nth; null is a deletion. */
  value: (n: number) => string | Buffer | null
  verdict: Verdict
  /** Whether it is that bad on any topic, whatever its messages look like. */
  anywhere?: true
}

const depth = 200_000
const notUtf8 = Buffer.from([0xff, 0xfe])
/** A good prediction with some fields set otherwise. */
const but =
  (fields: Record<string, unknown>) =>
  (n: number): string =>
    JSON.stringify({ ...JSON.parse(String(prediction(n, 10_000).value)), ...fields })
/** The same with a bare word in place of the score, as Python and the malicious write it. */
const score = (word: string) => (n: number) => but({ risk_score: '@' })(n).replace('"@"', word)

/** Few of these: they are large. */
export const large: Hostile[] = [
  { verdict: 'too-deep', anywhere: true, value: () => '['.repeat(depth) },
  { verdict: 'too-deep', anywhere: true, value: () => '{"a":'.repeat(depth) },
  { verdict: 'too-deep', anywhere: true, value: () => `${'['.repeat(depth)}${']'.repeat(depth)}` },
  { verdict: 'too-deep', value: but({ explanation: JSON.parse(`${'['.repeat(65)}${']'.repeat(65)}`) }) },
  { verdict: 'not-json', anywhere: true, value: () => `"${'x'.repeat(1_000_000)}` },
  { verdict: 'not-utf8', anywhere: true, value: () => Buffer.concat([randomBytes(500_000), notUtf8]) },
  { verdict: 'schema', value: () => JSON.stringify('x'.repeat(1_000_000)) },
  { verdict: 'schema', value: () => `[${'1,'.repeat(400_000)}1]` },
  { verdict: 'schema', value: but({ risk_level: 'x'.repeat(1_000_000) }) },
  { verdict: 'too-large', anywhere: true, value: () => JSON.stringify('x'.repeat(2_000_000)) },
]

export const small: Hostile[] = [
  { verdict: 'not-utf8', anywhere: true, value: (n) => Buffer.concat([randomBytes(n % 300), notUtf8]) },
  { verdict: 'not-json', anywhere: true, value: () => '{"customer_id":' },
  { verdict: 'not-json', anywhere: true, value: (n) => but({})(n).slice(0, 20 + (n % 100)) },
  { verdict: 'not-json', anywhere: true, value: () => '{"a":1}{"a":2}' },
  { verdict: 'not-json', anywhere: true, value: () => "{'customer_id': 'x', 'is': True, 'of': None}" },
  { verdict: 'not-json', anywhere: true, value: () => '\u0000\u0001\u001b[31m' },
  { verdict: 'not-json', anywhere: true, value: () => '{"a":NaNa,"b":--1,"c":+Infinity}' },
  { verdict: 'not-json', anywhere: true, value: () => '<script>alert(1)</script>' },
  { verdict: 'empty', anywhere: true, value: () => '' },
  { verdict: 'empty', anywhere: true, value: () => ' \n\t ' },
  { verdict: 'empty', value: () => null },
  { verdict: 'too-deep', anywhere: true, value: () => '['.repeat(1000) },
  ...['null', '42', '"text"', '[]', '{}', 'true', 'NaN', '-Infinity', '[null]'].map(
    (text): Hostile => ({ verdict: 'schema', value: () => text }),
  ),
  { verdict: 'schema', value: but({ customer_id: null }) },
  { verdict: 'schema', value: but({ customer_id: 7 }) },
  { verdict: 'schema', value: but({ customer_id: '' }) },
  { verdict: 'schema', value: but({ customer_id: { toString: 'x' } }) },
  { verdict: 'schema', value: but({ customer_id: ['a'] }) },
  { verdict: 'schema', value: but({ risk_level: 'constructor' }) },
  { verdict: 'schema', value: but({ risk_level: '__proto__' }) },
  { verdict: 'schema', value: but({ risk_score: null }) },
  { verdict: 'schema', value: but({ risk_score: '0.5' }) },
  { verdict: 'schema', value: but({ risk_score: true }) },
  { verdict: 'schema', value: score('1e400') },
  { verdict: 'schema', value: score('123456789012345678901234567890') },
  { verdict: 'schema', value: but({ top_features: { length: 1e9 } }) },
  { verdict: 'schema', value: but({ top_features: [null, null] }) },
  { verdict: 'schema', value: but({ explanation: 'none' }) },
  { verdict: 'schema', value: () => '{"__proto__":{"customer_id":"x","risk_score":1,"risk_level":"LOW"}}' },
  { verdict: 'schema', value: () => '{"\\u005f_proto__":{"customer_id":"x","risk_score":1,"risk_level":"LOW"}}' },
  { verdict: 'schema', value: () => '{"constructor":{"prototype":{"polluted":1}}}' },
  // Odd, and good all the same: what the systems' own services may write, and what must do no harm.
  { verdict: 'good', value: score('NaN') },
  { verdict: 'good', value: score('-Infinity') },
  { verdict: 'good', value: score('1e-400') },
  { verdict: 'good', value: but({ top_features: null, explanation: null, timestamp: null }) },
  {
    verdict: 'good',
    value: (n) => but({})(n).replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'),
  },
  { verdict: 'good', value: (n) => but({})(n).replace('{', '{"customer_id":"first of two",') },
  { verdict: 'good', value: but({ note: '\ud800 alone \udfff', big: '@' }) },
  { verdict: 'good', value: (n) => but({ big: '@' })(n).replace('"@"', '9'.repeat(400)) },
  { verdict: 'good', value: but({ event_type: '=cmd|x\r\n\u001b[2J<img src=x onerror=alert(1)>' }) },
]

/** Headers that someone may hope to do harm with. */
const headers: Record<string, string> = JSON.parse(
  '{"__proto__":"polluted","constructor":"x","x-request-id":"\\u0000not ours","":"nameless"}',
)

export interface Expected {
  in: number
  bad: Record<string, number>
}

/** The nth record of the flood, and the book kept of what the console must say in the end. */
export function createFlood(main: string, others: string[]) {
  const expected = new Map<string, Expected>()
  const book = (topic: string, verdict: Verdict): void => {
    const of = expected.get(topic) ?? { in: 0, bad: {} }
    expected.set(topic, of)
    of.in++
    if (verdict !== 'good') of.bad[verdict] = (of.bad[verdict] ?? 0) + 1
  }
  const anywhere = small.filter((kind) => kind.anywhere)
  return {
    expected,
    /** Every tenth is an ordinary good one, of a customer of its own. */
    record(n: number): Outgoing {
      if (n % 10 === 0) {
        book(main, 'good')
        return { ...prediction(n / 10, 10_000), topic: main }
      }
      const elsewhere = n % 10 === 9
      const kinds = elsewhere ? anywhere : n % 2000 < 2 ? large : small
      const kind = kinds[Math.floor(n * 0.6180339887) % kinds.length]!
      const topic = elsewhere ? others[n % others.length]! : main
      book(topic, kind.verdict)
      return { topic, key: `\u0000${n % 97}`, value: kind.value(n), ...(n % 3 === 0 && { headers }) }
    },
  }
}
