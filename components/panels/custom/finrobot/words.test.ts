import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelName, plain } from './words.ts'

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
