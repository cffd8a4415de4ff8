import assert from 'node:assert/strict'
import { test } from 'node:test'
import { age, bytes, compact, count, duration, instant, number, old, percent, rate, shortId } from './format.ts'

const plain = (text: string) => text.replaceAll(' ', ' ')

test('numbers have the figures that matter and a real minus', () => {
  assert.equal(number(8412), '8,412')
  assert.equal(number(0.28412), '0.284')
  assert.equal(number(14.234), '14.2')
  assert.equal(number(-3), '−3')
  assert.equal(number(Number.NaN), '–')
  assert.equal(number(0.5, 2), '0.50')
})
test('large numbers shorten to k, M and G', () => {
  assert.deepEqual(
    [840, 9999, 12_400, 3_100_000, 2e9].map((n) => plain(compact(n))),
    ['840', '9,999', '12.4 k', '3.1 M', '2 G'],
  )
})
test('shares are percent with one figure', () => {
  assert.deepEqual(
    [0, 0.142, 0.0004, 1].map((n) => plain(percent(n))),
    ['0 %', '14.2 %', '0.04 %', '100 %'],
  )
})
test('sizes are in powers of 1,000', () => {
  assert.deepEqual(
    [0, 512, 1400, 3_100_000].map((n) => plain(bytes(n))),
    ['0 B', '512 B', '1.4 kB', '3.1 MB'],
  )
})
test('durations use two units at most', () => {
  assert.deepEqual(
    [0.84, 41, 1240, 59_400, 192_000, 7_500_000, 273_600_000].map((n) => plain(duration(n))),
    ['0.8 ms', '41 ms', '1.24 s', '59 s', '3 min 12 s', '2 h 5 min', '3 d 4 h'],
  )
})
test('ages tick in one unit', () => {
  assert.deepEqual(
    [20, 12_400, 185_000, 7.3e6, 4e8].map((n) => plain(age(n))),
    ['now', '12 s', '3 min', '2 h', '4 d'],
  )
  assert.equal(plain(old(20)), '0.02 s old')
  assert.equal(plain(old(12_400)), '12 s old')
})
test('a slow rate is told per minute or per hour, none is quiet', () => {
  assert.deepEqual(
    [214.3, 3.21, 0.5, 0.05, 0.002, 0].map((n) => plain(rate(n))),
    ['214/s', '3.2/s', '0.5/s', '3/min', '7/h', 'quiet'],
  )
})
test('an id loses its middle, a short one nothing', () => {
  assert.equal(shortId('3f0c1111-aaaa-bbbb-cccc-22228c11'), '3f0c…8c11')
  assert.equal(shortId('C-1042'), 'C-1042')
})
test('counts agree with their noun', () => {
  assert.equal(plain(count(1, 'record')), '1 record')
  assert.equal(plain(count(2104, 'record')), '2,104 records')
  assert.equal(plain(count(0, 'query', 'queries')), '0 queries')
})
test('a naive timestamp is read as UTC, nonsense as no time', () => {
  assert.equal(instant('2025-01-01T00:00:00'), Date.UTC(2025, 0, 1))
  assert.equal(instant('2025-01-01T01:00:00+01:00'), Date.UTC(2025, 0, 1))
  assert.ok(Number.isNaN(instant('yesterday')))
})
