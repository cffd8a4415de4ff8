import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageAfter, pageBefore, parseBegin, readPath, recordHref, writeBegin } from './read-query.ts'

test('Where reading begins survives the address', () => {
  for (const text of ['', 'oldest', '0', '18203', 't1732180000000']) assert.equal(writeBegin(parseBegin(text)), text)
  for (const odd of ['newest', '-4', 't12', '1e9', '%', '9'.repeat(30)])
    assert.deepEqual(parseBegin(odd), { at: 'newest' })
})

test('A link to a record asks for exactly its place', () => {
  assert.equal(recordHref('tda jobs', 2, '77'), '/topics/tda%20jobs?tab=read&part=2&at=77&r=tda%20jobs%2F2%2F77')
  assert.equal(
    readPath('t', 2, { begin: parseBegin('77'), key: '' }),
    '/api/topics/t/records?partition=2&count=50&from=77',
  )
})

test('Pages end at the ends of a partition, also beyond the numbers JavaScript counts exactly', () => {
  assert.equal(pageBefore('100', '0'), '50')
  assert.equal(pageBefore('120', '100'), '100')
  assert.equal(pageBefore('100', '100'), null)
  assert.equal(pageAfter('149', '151'), '150')
  assert.equal(pageAfter('149', '150'), null)
  assert.equal(pageAfter('9007199254740993', '9007199254740999'), '9007199254740994')
})
