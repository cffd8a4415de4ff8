import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addBucket, addSample, type Bucket, binOf, emptyBucket } from './bucket.ts'
import { day, hour, maxPoints, minute, resample, sumOver, tiers, windowOf } from './series.ts'

const now = Date.UTC(2026, 10, 21, 12, 34, 56, 789)

test('any range becomes at most 150 points that cover it', () => {
  fc.assert(
    fc.property(fc.nat(400 * day), fc.nat(400 * day), (a, b) => {
      const range = { from: now - a, to: now - b }
      const window = windowOf(range, now)
      const points = (window.to - window.from) / window.stepMs
      assert.ok(points >= 1 && points <= maxPoints && Number.isInteger(points))
      assert.ok(window.from <= now - Math.max(a, b) && window.to > now - Math.min(a, b))
      assert.equal(window.stepMs % tiers[window.tier].stepMs, 0)
    }),
  )
  for (const range of ['live', '15m', '1h', '24h'] as const) {
    const { from, to, stepMs } = windowOf(range, now)
    assert.ok(to > now && to - now <= stepMs && (to - from) / stepMs <= maxPoints)
  }
})

test('however finely a range is cut, nothing is lost or counted twice', () => {
  const buckets = new Map<number, Bucket>()
  for (let i = 0; i < 1000; i++) {
    const t = Math.floor((now - ((i * 7919) % hour)) / 10_000) * 10_000
    const bucket = buckets.get(t) ?? emptyBucket(t)
    addSample(bucket, { value: i, category: i % 2 ? 'odd' : 'even', bin: i % 3, bins: 3 })
    buckets.set(t, bucket)
  }
  const window = windowOf('1h', now)
  const points = resample((t) => buckets.get(t), window)
  assert.equal(
    points.reduce((n, point) => n + point.n, 0),
    1000,
  )
  assert.equal(
    points.reduce((n, point) => n + (point.sum ?? 0), 0),
    499_500,
  )
  assert.equal(
    points.reduce((n, point) => n + (point.split?.odd ?? 0), 0),
    500,
  )
  assert.deepEqual(sumOver((t) => buckets.get(t), window).bins, [334, 333, 333])
  assert.ok(
    points.every((point, i) => i === 0 || point.t - points[i - 1]!.t === window.stepMs),
    'quiet stretches are points too',
  )
})

test('adding buckets in any grouping gives the same', () => {
  const of = (values: number[]) => {
    const bucket = emptyBucket(0)
    for (const value of values) addSample(bucket, { value, category: `c${value % 3}` })
    return bucket
  }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), fc.nat(20), (values, cut) => {
      const whole = of(values)
      const parts = of(values.slice(0, cut))
      addBucket(parts, of(values.slice(cut)))
      assert.deepEqual({ ...parts }, { ...whole })
    }),
  )
})

test('a value falls in the bin it belongs to, outsiders in the nearest', () => {
  const edges = [0, 0.25, 0.5, 1]
  assert.deepEqual(
    [-1, 0, 0.24, 0.25, 0.5, 1, 7].map((value) => binOf(edges, value)),
    [0, 0, 0, 1, 2, 2, 2],
  )
  assert.equal(binOf(edges, Number.NaN), -1)
  assert.equal(binOf([1], 1), -1)
})

test('a field of free text cannot fill the memory', () => {
  const bucket = emptyBucket(0)
  for (let i = 0; i < 1000; i++) addSample(bucket, { category: `text ${i}` })
  assert.ok(Object.keys(bucket.split!).length <= 33)
  assert.equal(
    Object.values(bucket.split!).reduce((a, b) => a + b),
    1000,
  )
  assert.ok(minute < hour)
})
