import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isToken } from '#lib/seal.ts'
import { tda } from '#lib/systems/tda.ts'
import { decrypt, encrypt, readKey } from './fernet.ts'
import { createSeals, readKeys } from './seals.ts'

/** The vectors of https://github.com/fernet/spec, which Python's `cryptography` tests itself with: generate.json, verify.json, invalid.json. */
const secret = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='
const key = readKey(secret)!
const valid = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='
const born = Date.parse('1985-10-26T01:20:00-07:00') / 1000

const invalid: [why: string, token: string, now?: string][] = [
  [
    'incorrect mac',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
  ],
  ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA=='],
  [
    'invalid base64',
    '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
  ],
  [
    'payload size not multiple of block size',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
  ],
  [
    'payload padding error',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
  ],
  [
    'far-future TS (unacceptable clock skew)',
    'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
  ],
  [
    'expired TTL',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
    '1985-10-26T01:21:31-07:00',
  ],
  [
    'incorrect IV (causes padding error)',
    'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
  ],
]

describe('Fernet as the specification has it', () => {
  it('generate.json: makes the very token', () => {
    const iv = Buffer.from(Array.from({ length: 16 }, (_, i) => i))
    assert.equal(encrypt(key, 'hello', { time: 499162800, iv }), valid)
  })
  it('verify.json: opens it within its time', () => {
    const opened = decrypt(key, valid, { ttl: 60, now: born + 1 })
    assert.ok(opened.ok)
    assert.equal(opened.bytes.toString(), 'hello')
    assert.equal(opened.time, 499162800)
  })
  for (const [why, token, now] of invalid)
    it(`invalid.json: refuses ${why}`, () => {
      const opened = decrypt(key, token, { ttl: 60, now: now ? Date.parse(now) / 1000 : born + 1 })
      assert.equal(opened.ok, false, why)
    })
  it('every changed letter is noticed', () => {
    for (let i = 0; i < valid.length - 2; i++) {
      const changed = valid.slice(0, i) + (valid[i] === 'A' ? 'B' : 'A') + valid.slice(i + 1)
      const opened = decrypt(key, changed)
      // The last letter before the padding holds bits that belong to no byte.
      if (i < valid.length - 3) assert.equal(opened.ok, false, `letter ${i}`)
    }
  })
  it('text of any length goes there and back, and looks like a token', () => {
    for (const length of [0, 1, 15, 16, 17, 1000]) {
      const token = encrypt(key, 'ä'.repeat(length))
      assert.ok(isToken(token), token)
      const opened = decrypt(key, token)
      assert.equal(opened.ok && opened.bytes.toString(), 'ä'.repeat(length))
    }
    assert.equal(isToken('gAAAA'), false)
  })
})

describe('sealing what is sensitive', () => {
  const seals = (keys?: string) => createSeals([tda], { TDA_FERNET_KEY: keys })
  const other = Buffer.alloc(32, 7).toString('base64url').padEnd(44, '=')

  it('a key that is none is named by its place, never by itself', () => {
    const { wrong } = readKeys(`${secret},short`)
    assert.match(wrong!, /key 2 of 2 is not a Fernet key/)
    assert.doesNotMatch(wrong!, /short/)
  })
  it('without a key nothing sensitive is accepted, and the remedy is named', () => {
    const refused = seals().seal('tda', 'job', { sensitive_data: 'pin 1234' })
    assert.ok(!refused.ok)
    assert.match(refused.errors.sensitive_data!, /TDA_FERNET_KEY/)
    assert.deepEqual(seals().seal('tda', 'job', { count: 4 }), { ok: true, input: { count: 4 } })
  })
  it('what is typed is sealed as JSON and opens again; a sealed value is not sealed twice', () => {
    const { seal, open } = seals(secret)
    for (const [typed, value] of [
      ['pin 1234', 'pin 1234'],
      ['{"pin": 1234}', { pin: 1234 }],
    ] as const) {
      const sealed = seal('tda', 'job', { sensitive_data: typed })
      assert.ok(sealed.ok)
      const { sensitive_data: token } = sealed.input as { sensitive_data: string }
      assert.ok(isToken(token))
      const opened = open('tda', token)
      assert.deepEqual(opened.ok && opened.value, value)
      assert.deepEqual(seal('tda', 'job', { sensitive_data: token }), { ok: true, input: { sensitive_data: token } })
    }
  })
  it('after a rotation the old key still opens, the new one seals', () => {
    const before = seals(secret).seal('tda', 'job', { sensitive_data: 'x' })
    assert.ok(before.ok)
    const token = (before.input as any).sensitive_data
    assert.ok(seals(`${other},${secret}`).open('tda', token).ok)
    const after = seals(`${other},${secret}`).seal('tda', 'job', { sensitive_data: 'x' })
    assert.ok(after.ok && decrypt(readKey(other)!, (after.input as any).sensitive_data).ok)
  })
  it('the wrong key, no key and no token are told apart', () => {
    const say = (keys: string | undefined, token: unknown) => {
      const opened = seals(keys).open('tda', token)
      return opened.ok ? '' : opened.detail
    }
    assert.match(say(other, valid), /^The key in TDA_FERNET_KEY does not open it/)
    assert.match(say(`${other},${other}`, valid), /None of the 2 keys/)
    assert.match(say(undefined, valid), /No key is configured: set TDA_FERNET_KEY/)
    assert.match(say(secret, 'plain text'), /no Fernet token/)
  })
})
