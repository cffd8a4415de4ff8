import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeriesData } from '#lib/protocol.ts'
import { finrobot } from '#lib/systems/finrobot.ts'
import { rtfm } from '#lib/systems/rtfm.ts'
import { axis, bars } from './bins.ts'
import { columns, mergeMarks, starts, tickLabel, ticks, unlined } from './buckets.ts'
import { sparkPath } from './spark.ts'
import { foldSplit, splitColours, splitOrder } from './tones.ts'

const series = (points: SeriesData['series'][string], to = 40_000): SeriesData => ({
  stepMs: 10_000,
  from: 0,
  to,
  series: { m: points },
  bins: {},
  marks: [],
})

test('a rate counts the buckets nobody wrote to as zero', () => {
  const drawn = columns(
    series([
      { t: 0, n: 20 },
      { t: 20_000, n: 10 },
    ]),
    ['m'],
    'rate',
  )
  assert.deepEqual(
    drawn.map((c) => c.v.m),
    [2, 0, 1, 0],
  )
})

test('the bucket that is still filling is kept apart and hangs from the last finished one', () => {
  const drawn = columns(
    series(
      [
        { t: 0, n: 20 },
        { t: 10_000, n: 10 },
      ],
      15_000,
    ),
    ['m'],
    'rate',
  )
  assert.deepEqual(
    drawn.map((c) => c.unfinished),
    [false, true],
  )
  assert.equal(drawn[0]?.u.m, 2)
  assert.equal(drawn[1]?.u.m, 2, 'ten records in five seconds')
  assert.equal(drawn[1]?.v.m, undefined)
})

test('a mean leaves a hole where nothing was measured', () => {
  const drawn = columns(
    series(
      [
        { t: 0, n: 2, sum: 1 },
        { t: 20_000, n: 1, sum: 0.9 },
      ],
      30_000,
    ),
    ['m'],
    'mean',
  )
  assert.deepEqual(
    drawn.map((c) => c.v.m),
    [0.5, null, 0.9],
  )
})

test('a split is drawn per category, per second', () => {
  const drawn = columns(series([{ t: 0, n: 30, split: { LOW: 20, HIGH: 10 } }], 10_000), ['m'], 'split')
  assert.deepEqual(drawn[0]?.v, { LOW: 2, HIGH: 1 })
})

test('a chart never gets more than 150 points, and keeps the newest', () => {
  const all = starts(series([{ t: 0, n: 1 }], 10_000_000))
  assert.equal(all.length, 150)
  assert.equal(all.at(-1), 9_990_000)
})

test('a band is drawn where it has a height, and beside', () => {
  const rows = [0, 0, 2, 0, 0, 0, 1].map((v0, t) => ({ t, v0, v1: 0 }))
  assert.deepEqual(
    unlined(rows, 1).map((row) => row.v0),
    [null, 0, 2, 0, null, 0, 1],
  )
  assert.ok(unlined(rows, 1).every((row) => row.v1 === 0))
})

test('what went well is green, and no failure is', () => {
  const [answered, ...failures] = splitColours(finrobot, ['answered', 'scoring server', 'wrong columns', 'other error'])
  assert.equal(answered, 'var(--ok)')
  assert.ok(!failures.some((colour) => /--(ok|low)\)/.test(colour)))
})

test('ticks fall on round times and are few', () => {
  const marks = ticks(Date.UTC(2026, 1, 1, 10, 3), Date.UTC(2026, 1, 1, 10, 48))
  assert.ok(marks.length >= 3 && marks.length <= 6)
  assert.ok(marks.every((t) => t % 600_000 === 0))
  assert.match(tickLabel(marks[0] as number, 2_700_000), /^\d\d:\d\d$/)
})

test('a histogram compares shares, so a busier range does not look riskier', () => {
  const drawn = bars({ edges: [0, 0.5, 1], now: [1, 1], before: [100, 100] }, [
    { from: 0.5, to: 1.01, tone: 'high', title: 'HIGH' },
  ])
  assert.deepEqual(
    drawn.map((b) => [b.share, b.was, b.band]),
    [
      [0.5, 0.5, undefined],
      [0.5, 0.5, 'HIGH'],
    ],
  )
  assert.deepEqual(axis([0, 0.5, 1], [{ from: 0.5, to: 1, tone: 'high', title: 'HIGH' }]), [0, 0.5, 1])
})

test('a histogram without an earlier range draws no outline', () => {
  assert.equal(bars({ edges: [0, 1], now: [3], before: [0] })[0]?.was, null)
})

test('a sparkline of one value or of equal values is a line, of none is nothing', () => {
  assert.equal(sparkPath([], 10, 10), '')
  assert.match(sparkPath([3], 10, 10), /^M0 5\.0H10$/)
  assert.doesNotMatch(sparkPath([3, 3, Number.NaN], 10, 10), /NaN/)
})

test('categories of a system without levels are drawn by name', () => {
  assert.deepEqual(splitOrder(undefined, ['b', 'a', 'b']), ['a', 'b'])
})

test('fifty alerts at the same moment are one mark, named by the worst', () => {
  const marks = Array.from({ length: 50 }, (_, i) => ({
    t: 1000 + i,
    title: `alert ${i}`,
    severity: i === 7 ? ('critical' as const) : ('warning' as const),
  }))
  assert.deepEqual(
    mergeMarks(marks, 10_000).map((m) => m.title),
    ['alert 7 and 49 more'],
  )
})

test('no two categories of a split have one colour; more than there are colours are drawn together', () => {
  const split = Object.fromEntries(['answered', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id, i) => [id, 100 - i]))
  const folded = foldSplit(undefined, series([{ t: 0, n: 772, split }]), 'm').series.m![0]!.split!
  assert.deepEqual(folded, { answered: 100, a: 99, b: 98, c: 97, d: 96, e: 95, other: 94 + 93 })
  const ids = splitOrder(undefined, Object.keys(folded))
  assert.equal(ids.at(-1), 'other')
  assert.equal(new Set(splitColours(undefined, ids)).size, ids.length)

  const few = series([{ t: 0, n: 3, split: { answered: 1, a: 1, b: 1 } }])
  assert.equal(foldSplit(undefined, few, 'm'), few)
})

test('a category that is no level never has the colour of one that is', () => {
  const ids = splitOrder(rtfm, ['answered', 'error', 'a', 'b', 'c', 'd'])
  const colours = splitColours(rtfm, ids)
  assert.equal(colours[ids.indexOf('error')], 'var(--critical)')
  const [level, plain] = [
    ['answered', 'error'],
    ['a', 'b', 'c', 'd'],
  ].map((group) => group.map((id) => colours[ids.indexOf(id)]))
  assert.equal(new Set(plain).size, 4)
  assert.ok(!plain!.some((colour) => [...level!, 'var(--low)'].includes(colour)), 'good is the green of low')
})
