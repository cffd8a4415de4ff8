import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCsv } from './csv.ts'
import { createRateLimit } from './rate-limit.ts'

test('a spreadsheet gets text for text, numbers for numbers, and never a formula', () => {
  const cells: [string | number | null, string][] = [
    ['plain', 'plain'],
    [-4.5, '-4.5'],
    [null, ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['  =1', `"'  =1"`],
    ['|calc', `"'|calc"`],
  ]
  for (const [value, text] of cells) assert.equal(toCsv(['h'], [[value]]), `\uFEFFh\r\n${text}\r\n`)
})

test('a bucket fills again at its rate, up to its size, for each caller', () => {
  let now = 0
  const limit = createRateLimit({ perSecond: 10, burst: 3, now: () => now })
  assert.deepEqual(
    [1, 2, 3].map(() => limit.take('a')),
    [0, 0, 0],
  )
  assert.equal(limit.take('a'), 0.1)
  assert.equal(limit.take('b'), 0)
  now = 100
  assert.equal(limit.take('a'), 0)
  now = 60_000
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limit.take('a') > 0),
    [false, false, false, true],
  )
})
