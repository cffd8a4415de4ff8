import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from '#lib/protocol.ts'
import { modelName, plain, search } from './words.ts'

test('a list of texts as Python prints it is read as one; anything else is shown as it is', () => {
  assert.equal(plain("['outlook']"), 'outlook')
  assert.equal(plain("['outlook', 'risk factors']"), 'outlook · risk factors')
  for (const odd of ['Buy', '[]', '[0.1 0.2]', "['it\\'s']", `["it's", 'b']`, "[{'label': 'outlook'}]", "['a' 'b']"])
    assert.equal(plain(odd), odd)
})

test('a model is named short where its path is long, and whole where it is an address', () => {
  assert.equal(modelName('/srv/models/desk/finrobot/model'), '…/desk/finrobot/model')
  assert.equal(modelName('models:/finrobot/3'), 'models:/finrobot/3')
  assert.equal(modelName('http://127.0.0.1:5001/invocations'), 'http://127.0.0.1:5001/invocations')
})

test('a search looks at what was asked and at what was said', () => {
  const base: Exchange = { k: '', t: 0, asked: null, said: null, match: null, state: 'waiting', again: 0 }
  const asked = { k: 'a', v: { ...base, asked: { place: '0/1', t: 1, texts: ['Outlook for ACME'], n: 1 } } }
  const said = { place: '0/2', t: 2, response: null, cause: 'wrong columns', error: "column 'ticker'" }
  const failed = { k: 'b', v: { ...base, said } }
  const found = (text: string) => search([asked, failed], text).map((row) => row.k)
  assert.deepEqual(found('acme outlook'), ['a'])
  assert.deepEqual(found('Ticker'), ['b'])
  assert.deepEqual(found(''), ['a', 'b'])
})
