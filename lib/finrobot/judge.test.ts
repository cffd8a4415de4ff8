import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeSlow, judgeWaiting } from './judge.ts'
import { createPairing } from './pairing.ts'

const base = { id: 'r', title: 'R', severity: 'critical' as const, help: 'Look.', system: 'desk' }
const waits = { ...base, kind: 'waiting' as const, afterMs: 30_000 }
const slow = { ...base, kind: 'slow' as const, overMs: 60_000, limitMs: 2000, atLeast: 3 }
const ask = (n: number, t: number) => ({ place: `0/${n}`, t, texts: [], n: 1 })
const say = (n: number, t: number) => ({ place: `0/${n}`, t, response: 'x', cause: null, error: null })

test('an unanswered request raises the alert after its time, and its reply ends it', () => {
  const pairing = createPairing()
  pairing.ask(ask(0, 1000))
  pairing.ask(ask(1, 2000))
  const at = (now: number, from = 0) => judgeWaiting(waits, pairing.all(), { now, from })
  assert.equal(at(30_000).on, false)
  assert.equal(at(31_000).on, true)
  assert.match(at(31_000).say, /2 requests wait, the oldest for 30 s/)
  assert.equal(at(31_000, 10_000).on, false, 'while the console was blind nobody was kept waiting as far as it knows')
  pairing.say(say(0, 32_000))
  pairing.say(say(1, 32_001))
  assert.equal(at(99_000).on, false)
})

test('slow replies raise the alert once there are enough of them, and old ones are forgotten', () => {
  const pairing = createPairing()
  for (let n = 0; n < 3; n++) {
    assert.equal(judgeSlow(slow, pairing.all(), 10_000), null)
    pairing.ask(ask(n, n * 10))
    pairing.say(say(n, n * 10 + 3000))
  }
  assert.equal(judgeSlow(slow, pairing.all(), 10_000)?.on, true)
  assert.match(judgeSlow(slow, pairing.all(), 10_000)!.say, /within 3.0 s, limit 2 s/)
  assert.equal(judgeSlow(slow, pairing.all(), 99_000), null)
})
