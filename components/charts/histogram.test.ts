import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, ticksOf } from './histogram-axis.ts'

const seconds = [0, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

test('of unequal bars the labels stand under their own edges, both ends among them', () => {
  const ticks = ticksOf(seconds, [], 's')
  for (const { value, at } of ticks) assert.equal(at, seconds.indexOf(value) / 11)
  assert.deepEqual([ticks[0]?.value, ticks.at(-1)?.value], [0, 300])
  assert.ok(ticks.length >= 5, String(ticks.length))
  assert.equal(placeOf(seconds, 7.5), 6.5 / 11)
})

test('on a phone no label lies over the next', () => {
  for (const edges of [seconds, [0, 100_000, 200_001, 300_000, 400_000], [0, 0.001, 0.002, 0.01, 0.1, 1]]) {
    const ticks = ticksOf(edges, [], 'ms')
    const spans = ticks.map(({ value, at }) => {
      const wide = String(value).length * 6.2 + (at === 1 ? 3 * 6.2 : 0)
      const from = at * 270 - (at === 0 ? 0 : at === 1 ? wide : wide / 2)
      return [from, from + wide]
    })
    for (const [i, [from]] of spans.slice(1).entries()) assert.ok(from! > spans[i]![1]!, JSON.stringify(ticks))
  }
})

test('equal bars are labelled at their ends and where a level begins, on the same line as ever', () => {
  const bands = [{ from: 0.5, to: 1, tone: 'high' as const, title: 'HIGH' }]
  const edges = Array.from({ length: 21 }, (_, i) => i / 20)
  const ticks = ticksOf(edges, bands)
  assert.deepEqual(
    ticks.map(({ value }) => value),
    [0, 0.5, 1],
  )
  for (const { value, at } of ticks) assert.ok(Math.abs(value - at) < 1e-9)
})
