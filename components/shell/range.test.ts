import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRange, writeRange } from './range.ts'

test('a range survives the address, and nonsense is live', () => {
  for (const range of ['live', '15m', '1h', '24h', { from: 1_732_180_000_000, to: 1_732_183_600_000 }] as const) {
    assert.deepEqual(parseRange(writeRange(range)), range)
  }
  assert.equal(parseRange('yesterday'), 'live')
  assert.equal(parseRange('1732183600000-1732180000000'), 'live')
  assert.equal(parseRange(null), 'live')
})
