import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Minute, minuteMs } from './bars.ts'
import { isHit, profitOf, scoreRun } from './score.ts'

const start = Date.UTC(2026, 0, 5)
const run = 'lightgbm_v1'
const [sell, hold, buy] = [
  [0.8, 0.1, 0.1],
  [0.1, 0.8, 0.1],
  [0.1, 0.1, 0.8],
]
const at = (i: number, close: number, said?: number[]): Minute => ({
  ...{ t: start + i * minuteMs, o: close, h: close, l: close, c: close, v: 1 },
  ...(said && { p: { [run]: said } }),
})
const asked = {
  from: start,
  to: start + 600 * minuteMs,
  stepMs: minuteMs,
  order: 'shb' as const,
  sell: 1,
  now: start + 1e9,
}

describe('a prediction', () => {
  it('is a hit when the next minute moves its way, hold when it moves less than 0.1 %', () => {
    assert.ok(isHit('buy', 0.0001) && !isHit('buy', 0) && !isHit('buy', -0.01))
    assert.ok(isHit('sell', -0.0001) && !isHit('sell', 0) && !isHit('sell', 0.01))
    assert.ok(isHit('hold', 0.00099) && isHit('hold', -0.00099) && !isHit('hold', 0.001) && !isHit('hold', -0.001))
  })
  it('earns the move, or the scaled opposite of it', () => {
    assert.equal(profitOf('buy', -0.02, 1), -0.02)
    assert.equal(profitOf('sell', -0.02, 0.5), 0.01)
    assert.equal(profitOf('sell', -0.02, 0), 0)
    assert.equal(profitOf('hold', 0.5, 1), 0)
  })
})

describe('a run', () => {
  const minutes = [at(0, 100, buy), at(1, 101, sell), at(2, 100, hold), at(3, 100.05, buy), at(4, 99, sell)]

  it('is counted, judged and added up, the last minute being open', () => {
    const { score, line, said } = scoreRun(minutes, run, asked)
    assert.deepEqual([score.n, score.scored, score.hits, score.accuracy], [5, 4, 3, 0.75])
    assert.deepEqual(score.counts, { sell: 2, hold: 1, buy: 2 })
    assert.deepEqual(score.hitsOf, { sell: 1, hold: 1, buy: 1 })
    const profit = 0.01 + (1 - 100 / 101) + (99 / 100.05 - 1)
    assert.ok(Math.abs(score.profit - profit) < 1e-12)
    assert.equal(line.size, 4)
    assert.equal(line.get(start), 101 / 100 - 1)
    assert.deepEqual(said.get(start), { side: 'buy', confidence: 0.8, n: 1 })
  })

  it('turns round with the order of the classes, and forgets sells at scale 0', () => {
    const turned = scoreRun(minutes, run, { ...asked, order: 'bhs' }).score
    assert.deepEqual([turned.hits, turned.counts.buy, turned.counts.sell], [2, 2, 2])
    const flat = scoreRun(minutes, run, { ...asked, sell: 0 }).score
    assert.ok(Math.abs(flat.profit - (0.01 + 99 / 100.05 - 1)) < 1e-12)
  })

  it('is not judged across a hole, nor by a minute that is not over', () => {
    const holed = scoreRun([at(0, 100, buy), at(2, 200, buy), at(3, 300)], run, asked).score
    assert.deepEqual([holed.n, holed.scored], [2, 1])
    const young = scoreRun(minutes, run, { ...asked, now: start + 2 * minuteMs }).score
    assert.deepEqual([young.n, young.scored], [5, 1])
  })

  it('speaks with the mean of a wide candle’s minutes', () => {
    const list = [at(0, 100, buy), at(1, 101, sell), at(2, 100, sell)]
    const { said, line } = scoreRun(list, run, { ...asked, stepMs: 5 * minuteMs })
    assert.equal(said.size, 1)
    const { confidence, n, side } = said.get(start)!
    assert.deepEqual([n, side], [3, 'sell'])
    assert.ok(Math.abs(confidence - 1.7 / 3) < 1e-12)
    assert.equal(line.size, 1)
  })
})
