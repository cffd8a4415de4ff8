import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createUnansweredJudge } from './unanswered.ts'

const rule = {
  ...{ id: 'r', title: 'R', severity: 'critical' as const, help: 'Look.', kind: 'unanswered' as const, topic: 'asks' },
  key: (m: { id: string }) => m.id,
  replies: [{ topic: 'says', key: (m: { of: string }) => m.of }],
  withinMs: 30_000,
  forgetMs: 3_600_000,
}
const ask = (key: string, at: number) => ({ key, at, say: `${key}?` })

describe('requests without a reply', () => {
  it('count once they have waited too long, together, and name the oldest', () => {
    const judge = createUnansweredJudge(rule)
    judge.asked(ask('where', 1_000))
    judge.asked(ask('when', 5_000))
    assert.equal(judge.judge(30_999)?.on, false)
    assert.deepEqual(judge.judge(31_000), {
      subject: 'asks',
      on: true,
      say: '1 for more than 30 s, the oldest for 30 s: “where?”',
      value: 30,
      at: 31_000,
    })
    assert.match(judge.judge(95_000)!.say, /^2 for more than 30 s, the oldest for 2 min/)
    assert.equal(judge.replied('where'), true)
    assert.match(judge.judge(95_000)!.say, /“when\?”/)
    judge.replied('when')
    assert.equal(judge.judge(95_000)?.on, false)
  })

  it('are answered by a reply that was read before them', () => {
    const judge = createUnansweredJudge(rule)
    assert.equal(judge.replied('where'), false)
    assert.equal(judge.asked(ask('where', 0)), false)
    assert.equal(judge.judge(60_000)?.on, false)
  })

  it('are given up after a while, once', () => {
    const judge = createUnansweredJudge(rule, [ask('old', 0)])
    assert.equal(judge.judge(3_600_000)?.on, true)
    assert.equal(judge.judge(3_600_001)?.on, false)
    assert.deepEqual([judge.forgotten(), judge.forgotten()], [['old'], []])
  })

  it('are not judged while replies may be missing', () => {
    const judge = createUnansweredJudge(rule, [ask('old', 0)])
    judge.hold(40_000)
    assert.equal(judge.judge(44_999), null)
    assert.equal(judge.judge(45_000)?.on, true)
  })

  it('do not grow without bound: the oldest goes first', () => {
    const judge = createUnansweredJudge(rule)
    for (let i = 0; i < 10_001; i++) judge.asked(ask(`q${i}`, i))
    assert.equal(judge.waiting(), 10_000)
    assert.deepEqual(judge.forgotten(), ['q0'])
  })
})
