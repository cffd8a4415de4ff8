import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sampleShape, shapes } from './shapes.ts'

it('samples the same cloud from the same seed, of the size that was asked for', () => {
  for (const shape of shapes) {
    const sample = () => sampleShape({ shape, count: 50, noise: 0.1, seed: 7 })
    assert.deepEqual(sample(), sample())
    assert.equal(sample().length, 50)
    assert.ok(
      sample()
        .flat()
        .every((x) => Number.isFinite(x) && Math.abs(x) < 3),
    )
  }
  const circle = sampleShape({ shape: 'circle', count: 20, noise: 0, seed: 1 })
  assert.ok(circle.every(([x, y]) => Math.abs(Math.hypot(x!, y!) - 1) < 1e-3))
})
