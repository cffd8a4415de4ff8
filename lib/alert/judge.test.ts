import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createQuietJudge,
  createShareJudge,
  createUndecodableJudge,
  judgeBlind,
  judgeRecord,
  type RuleOf,
} from './judge.ts'
import { step } from './step.ts'
import { createWindow } from './window.ts'

const base = { id: 'r', title: 'R', severity: 'critical' as const, help: 'Look.' }
const share: RuleOf<'share'> = {
  ...base,
  kind: 'share',
  topic: 't',
  of: (m) => m.bad,
  overMs: 60_000,
  limit: 0.2,
  atLeast: 10,
  forMs: 10_000,
}
const record: RuleOf<'record'> = {
  ...base,
  kind: 'record',
  topic: 't',
  when: (m) => m.score > 0.8,
  subject: (m) => m.who.id,
  say: (m) => `score ${m.score}`,
  value: (m) => m.score,
}

test('a record rule says of a subject whether it holds; a message it cannot read says nothing', () => {
  assert.deepEqual(judgeRecord(record, { who: { id: 'a' }, score: 0.9 }, 5), {
    subject: 'a',
    on: true,
    say: 'score 0.9',
    value: 0.9,
    at: 5,
  })
  assert.equal(judgeRecord(record, { who: { id: 'a' }, score: 0.1 }, 5)?.on, false)
  assert.equal(judgeRecord(record, { score: 0.9 }, 5), null)
})

test('a window forgets what is older than itself, and counts exactly what is not', () => {
  const window = createWindow(60_000)
  for (let t = 0; t < 120_000; t += 100) window.add(t, t % 1_000 === 0)
  assert.deepEqual(window.read(119_900), { n: 600, hits: 60 })
  assert.deepEqual(window.read(149_900), { n: 300, hits: 30 })
  assert.deepEqual(window.read(500_000), { n: 0, hits: 0 })
  window.add(100, true)
  assert.deepEqual(window.read(119_900), { n: 600, hits: 60 })
})

test('a share is not judged before it has seen enough, then by its limit', () => {
  const judge = createShareJudge(share, 0)
  for (let i = 0; i < 9; i++) judge.add({ bad: true }, 1_000)
  assert.equal(judge.judge(2_000), null)
  judge.add({ bad: false }, 1_000)
  assert.equal(judge.judge(2_000)?.on, true)
  assert.equal(judge.judge(2_000)?.value, 0.9)
  assert.equal(judge.judge(200_000)?.on, false)
})

test('silence counts only after a topic has spoken, and not while Kafka could not be read', () => {
  const judge = createQuietJudge({ ...base, kind: 'quiet', topic: 't', afterMs: 10_000 })
  assert.equal(judge.judge(1_000_000), null)
  judge.heard(1_000)
  assert.equal(judge.judge(10_000)?.on, false)
  assert.equal(judge.judge(11_000)?.on, true)
  judge.hold(50_000)
  assert.equal(judge.judge(55_000)?.on, false)
  assert.equal(judge.judge(60_000)?.on, true)
})

test('undecodable records are counted per topic', () => {
  const judge = createUndecodableJudge({ ...base, kind: 'undecodable', limit: 2, overMs: 60_000 })
  for (let i = 0; i < 3; i++) judge.add('a', 1_000, 'not JSON')
  judge.add('b', 1_000, 'too deep')
  assert.deepEqual(
    judge.judge(2_000).map((v) => [v.subject, v.on, v.value]),
    [
      ['a', true, 3],
      ['b', false, 1],
    ],
  )
})

test('being blind is judged by how long Kafka has not been readable, with its cause', () => {
  const rule: RuleOf<'blind'> = { ...base, kind: 'blind', afterMs: 5_000 }
  const kafka = {
    state: 'down' as const,
    since: 1_000,
    cause: 'nothing listens',
    brokers: 0,
    latencyMs: null,
    mode: 'external' as const,
  }
  assert.equal(judgeBlind(rule, kafka, 5_000).on, false)
  assert.deepEqual(judgeBlind(rule, kafka, 7_000), {
    subject: 'Kafka',
    on: true,
    say: 'for 6 s: nothing listens',
    value: 6,
    at: 7_000,
  })
  assert.equal(judgeBlind(rule, { ...kafka, state: 'up' }, 60_000).on, false)
})

test('an alert goes from pending to firing to resolved, each once', () => {
  const moves: string[] = []
  let standing: ReturnType<typeof step>['standing']
  for (const [at, on] of [
    [0, true],
    [5_000, true],
    [10_000, true],
    [11_000, true],
    [12_000, false],
    [13_000, false],
    [14_000, true],
    [15_000, false],
  ] as const) {
    const result = step(standing, { on, at }, share)
    standing = result.standing
    moves.push(result.move)
  }
  assert.deepEqual(moves, ['begins', 'stays', 'fires', 'stays', 'resolves', 'stays', 'begins', 'drops'])
  assert.equal(step(undefined, { on: true, at: 3 }, record).move, 'fires')
})
