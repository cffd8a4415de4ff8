import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDistribution, orders, sayOrder, sharesOf, softmax, verdict } from './classes.ts'

describe('the three numbers of a prediction', () => {
  it('are Sell, Hold, Buy unless told otherwise', () => {
    assert.deepEqual(sharesOf([0.7, 0.2, 0.1], 'shb'), { sell: 0.7, hold: 0.2, buy: 0.1 })
    assert.deepEqual(sharesOf([0.7, 0.2, 0.1], 'bhs'), { sell: 0.1, hold: 0.2, buy: 0.7 })
    assert.equal(sayOrder('shb'), 'Sell, Hold, Buy')
    assert.equal(new Set(orders.map(sayOrder)).size, 6)
  })

  it('stay as they are when they are probabilities, also rounded ones', () => {
    assert.ok(isDistribution([0.333, 0.333, 0.333]))
    assert.deepEqual(sharesOf([0.333, 0.333, 0.333], 'shb')?.sell, 0.333)
    assert.ok(!isDistribution([1.2, -0.4, 0.2]), 'a sum of 1 is not enough')
  })

  it('go through softmax when they are logits', () => {
    const shares = sharesOf([2, 0, 1], 'shb')!
    assert.ok(Math.abs(shares.sell - 0.6652) < 1e-4 && Math.abs(shares.hold - 0.09) < 1e-3)
    assert.ok(Math.abs(shares.sell + shares.hold + shares.buy - 1) < 1e-12)
    assert.deepEqual(softmax([1000, 1000, 1000]), [1 / 3, 1 / 3, 1 / 3])
    assert.deepEqual(
      softmax([-900, 0, -900]).map((p) => Math.round(p)),
      [0, 1, 0],
    )
  })

  it('are nothing when one is missing or no number', () => {
    for (const values of [null, undefined, [], [1, 2], [0.1, 0.2, 0.3, 0.4], [0.5, Number.NaN, 0.5]])
      assert.equal(sharesOf(values, 'shb'), null)
  })

  it('say hold when two sides are as likely', () => {
    assert.equal(verdict({ sell: 0.4, hold: 0.4, buy: 0.2 }).side, 'hold')
    assert.deepEqual(verdict({ sell: 0.5, hold: 0.2, buy: 0.3 }), { side: 'sell', confidence: 0.5 })
    assert.deepEqual(verdict({ sell: 0.1, hold: 0.2, buy: 0.7 }), { side: 'buy', confidence: 0.7 })
  })
})
