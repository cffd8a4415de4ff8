import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csv } from './csv.ts'

test('an export quotes what needs quoting and defuses formulas', () => {
  const text = csv({
    name: 'x',
    heads: ['a', 'b'],
    rows: [
      ['one, "two"', 3],
      ['=1+1', null],
      ['-4', undefined],
    ],
  })
  assert.equal(text, 'a,b\r\n"one, ""two""",3\r\n\'=1+1,\r\n-4,')
})
