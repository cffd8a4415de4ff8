import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bettiAt, bettiCurve, dimensionsOf, domainOf, persistence, say, thin, ticks } from './diagram.ts'
import type { Pair } from './read.ts'

const forever = Number.POSITIVE_INFINITY
const pair = (dimension: number, birth: number, death: number): Pair => ({ dimension, birth, death })
const circle = [pair(0, 0, 0.1), pair(0, 0, 0.2), pair(0, 0, forever), pair(1, 0.25, 1.6), pair(1, 0.3, 0.32)]
const anyPair = fc
  .tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: -20, max: 20 }),
    fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(forever)),
  )
  .map(([dimension, birth, more]) => pair(dimension, birth, birth + more))

describe('the drawings of a result', () => {
  it('agree on one scale, which what never dies does not stretch', () => {
    assert.deepEqual(domainOf(circle), { min: 0, max: 1.6 })
    assert.deepEqual(domainOf([pair(0, -2, forever)]), { min: -2, max: -1 })
    assert.deepEqual(domainOf([]), { min: 0, max: 1 })
    assert.deepEqual(dimensionsOf(circle), [0, 1])
  })

  it('count in the Betti curve what lives at each scale', () => {
    assert.deepEqual(bettiCurve(circle, 0), [
      { x: 0, n: 3 },
      { x: 0.1, n: 2 },
      { x: 0.2, n: 1 },
    ])
    assert.equal(bettiAt(bettiCurve(circle, 1), 1), 1)
    assert.equal(bettiAt(bettiCurve(circle, 1), 1.6), 0)
    assert.equal(bettiAt(bettiCurve(circle, 1), 0.1), 0)
    assert.deepEqual(bettiCurve([pair(0, 1, 1)], 0), [])
  })

  it('count the same as going through all pairs, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(anyPair, { maxLength: 40 }), fc.integer({ min: -25, max: 60 }), (pairs, x) => {
        for (const dimension of [0, 1, 2]) {
          const alive = pairs.filter((p) => p.dimension === dimension && p.birth <= x && x < p.death).length
          assert.equal(bettiAt(bettiCurve(pairs, dimension), x), alive)
        }
      }),
    )
  })

  it('leave out the shortest of each dimension when there are too many, and say how many and how short', () => {
    fc.assert(
      fc.property(fc.array(anyPair, { maxLength: 60 }), fc.integer({ min: 3, max: 30 }), (pairs, most) => {
        const { shown, left, shortest } = thin(pairs, most)
        assert.equal(shown.length, Math.min(most, pairs.length))
        assert.equal(shown.length + left, pairs.length)
        const rest = pairs.filter((_, i) => !shown.includes(i))
        assert.equal(shortest, rest.length ? Math.max(...rest.map(persistence)) : 0)
        for (const d of dimensionsOf(pairs)) {
          const of = (list: Pair[]) => list.filter((p) => p.dimension === d).map(persistence)
          const [kept, out] = [of(shown.map((i) => pairs[i]!)), of(rest)]
          assert.ok(!out.length || Math.min(...kept) >= Math.max(...out), 'a longer one was left out')
          assert.ok(kept.length >= Math.min(Math.floor(most / 3), kept.length + out.length))
        }
      }),
    )
  })

  it('stand on round ticks', () => {
    assert.deepEqual(ticks(0, 1.6, 4), [0, 0.5, 1, 1.5])
    assert.deepEqual(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100])
    assert.deepEqual(ticks(3, 3), [3])
    assert.deepEqual([say(0.25), say(forever), say(1.23e-5), say(-2)], ['0.25', '∞', '1.2e−5', '−2'])
  })
})
