import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Asked, createPairing, type Said } from './pairing.ts'
import { passes, summarise } from './summary.ts'

const q = (n: number, t = n * 1000, more: Partial<Asked> = {}): Asked => ({
  place: `0/${n}`,
  t,
  texts: [`text ${n}`],
  n: 1,
  ...more,
})
const r = (n: number, t: number, more: Partial<Said> = {}): Said => ({
  ...{ place: `0/${n}`, t, response: `reply ${n}`, cause: null, error: null },
  ...more,
})
const told = (pairing: ReturnType<typeof createPairing>) =>
  pairing
    .all()
    .map(({ asked, said, match, state }) => [asked?.place ?? '–', said?.place ?? '–', match ?? '–', state].join(' '))

test('replies that name nobody belong to the requests in the order they were asked', () => {
  const pairing = createPairing()
  for (const n of [0, 1, 2]) pairing.ask(q(n))
  pairing.say(r(7, 3000))
  pairing.say(r(8, 3100, { cause: 'model error', error: 'no' }))
  assert.deepEqual(told(pairing), ['0/0 0/7 inferred answered', '0/1 0/8 inferred failed', '0/2 – – waiting'])
  assert.equal(pairing.waiting(), 1)
})

test('a reply that names its request is matched exactly, by place or by id', () => {
  const pairing = createPairing()
  pairing.ask(q(0))
  pairing.ask(q(1, 1000, { id: 'mine' }))
  pairing.say(r(0, 1500, { answers: '0/0' }))
  pairing.say(r(1, 1600, { id: 'mine', model: 'models:/finrobot/3' }))
  assert.deepEqual(told(pairing), ['0/0 0/0 exact answered', '0/1 0/1 exact answered'])
  assert.equal(summarise(pairing.all()).models[0]!.model, 'models:/finrobot/3')
})

test('a reply without a request is unclaimed, and does not shift the ones after it', () => {
  const pairing = createPairing()
  pairing.ask(q(0))
  pairing.say(r(0, 100))
  pairing.say(r(1, 200))
  pairing.ask(q(1, 5000))
  pairing.say(r(2, 5100))
  assert.deepEqual(told(pairing), ['0/0 0/0 inferred answered', '– 0/1 – unclaimed', '0/1 0/2 inferred answered'])
})

test('a request the service left out is unanswered once a later one has its reply, and those after it keep theirs', () => {
  const pairing = createPairing()
  for (const n of [0, 1, 2]) pairing.ask(q(n))
  pairing.say(r(0, 2500, { answers: '0/1' }))
  pairing.say(r(1, 2600))
  assert.deepEqual(told(pairing), ['0/0 – – unanswered', '0/1 0/0 exact answered', '0/2 0/1 inferred answered'])
})

test('a request read long ago by the group without a reply is unanswered; a dead letter says why', () => {
  const pairing = createPairing()
  for (const n of [0, 1, 2]) pairing.ask(q(n))
  pairing.buried('0/0', 'too large')
  pairing.passed(0, 2n, 5000)
  assert.deepEqual(
    pairing.all().map((one) => one.why),
    ['too large', 'read by the service, no reply came', undefined],
  )
  pairing.say(r(0, 6000))
  assert.deepEqual(told(pairing).at(-1), '0/2 0/0 inferred answered')
})

test('answered twice after a crash: the first reply counts, the second is noted', () => {
  const pairing = createPairing()
  pairing.ask(q(0))
  pairing.say(r(0, 100, { answers: '0/0' }))
  pairing.say(r(1, 9000, { answers: '0/0' }))
  pairing.say(r(1, 9000, { answers: '0/0' }))
  assert.deepEqual(told(pairing), ['0/0 0/0 exact answered'])
  assert.equal(pairing.all()[0]!.again > 0, true)
})

test('replies heard before their requests, as after an absence, find them all the same', () => {
  const inferred = createPairing()
  const exact = createPairing()
  for (const n of [0, 1, 2]) {
    inferred.say(r(n, n * 1000 + 50))
    exact.say(r(n, n * 1000 + 50, { answers: `0/${n}` }))
  }
  for (const n of [0, 1, 2]) {
    inferred.ask(q(n))
    exact.ask(q(n))
  }
  assert.deepEqual(
    told(inferred),
    [0, 1, 2].map((n) => `0/${n} 0/${n} inferred answered`),
  )
  assert.deepEqual(
    told(exact),
    [0, 1, 2].map((n) => `0/${n} 0/${n} exact answered`),
  )
})

test('a service that answers all in order is paired right, however asking and answering interleave', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 80 }), (steps) => {
      const pairing = createPairing({ skewMs: 0 })
      let asked = 0
      let answered = 0
      steps.forEach((asks, t) => {
        if (asks) pairing.ask(q(asked++, t * 10))
        else if (answered < asked) pairing.say(r(answered, t * 10, { response: String(answered++) }))
      })
      for (const one of pairing.all()) if (one.said) assert.equal(one.asked?.place, `0/${one.said.response}`)
      assert.equal(pairing.waiting(), asked - answered)
    }),
  )
})

test('it keeps to its size, and replies to requests from before it are passed over', () => {
  const pairing = createPairing({ keep: 10 })
  for (let n = 50; n < 80; n++) pairing.ask(q(n))
  assert.equal(pairing.all().length, 10)
  pairing.say(r(0, 99_000, { answers: '0/3' }))
  assert.equal(pairing.all().length, 10)
})

test('the summary counts states, causes, latency and what waits longest', () => {
  const pairing = createPairing()
  for (const n of [0, 1, 2, 3]) pairing.ask(q(n))
  pairing.say(r(0, 3010))
  pairing.say(r(1, 3020, { cause: 'not JSON', error: 'Failed…' }))
  pairing.say(r(2, 3030, { cause: 'not JSON', error: 'Failed again' }))
  const summary = summarise(pairing.all())
  assert.deepEqual(summary.counts, { waiting: 1, answered: 1, failed: 2, unanswered: 0, unclaimed: 0 })
  assert.equal(summary.success, 1 / 3)
  assert.deepEqual(summary.causes, [{ cause: 'not JSON', n: 2, last: 3030, example: 'Failed again' }])
  assert.deepEqual(summary.latency, { p50: 2020, p95: 3010 })
  assert.equal(summary.oldest, 3000)
  assert.deepEqual(pairing.all().filter((one) => passes(one, 'not JSON')).length, 2)
})
