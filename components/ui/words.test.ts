import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searcher } from './words.ts'

test('a search finds texts with all of its words, in any order and case; an empty one finds all', () => {
  const fits = searcher('  Risk acme ')
  assert.equal(fits('ACME: risk factors'), true)
  assert.equal(fits('risk factors'), false)
  assert.equal(searcher(' ')('anything'), true)
})
