import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { fixedActions, namedBy } from './palette-items.ts'

test('every system, topic and form of the contract can be gone to', () => {
  const hrefs = new Set(fixedActions.map((action) => action.href))
  for (const system of systems) {
    assert.ok(hrefs.has(`/systems/${system.id}`))
    for (const topic of system.topics) assert.ok(hrefs.has(`/topics/${encodeURIComponent(topic.name)}`))
    for (const form of system.forms ?? []) assert.ok(hrefs.has(`/requests/new/${system.id}/${form.id}`))
  }
  assert.equal(new Set(fixedActions.map((action) => action.id)).size, fixedActions.length)
})
test('a pasted id opens as a request first, another word as a key first, a sentence as nothing', () => {
  assert.equal(namedBy('3f0c1111-aaaa-bbbb-cccc-22228c1122aa')[0]?.id, 'request')
  assert.match(namedBy(' C-17 ')[0]?.href ?? '', /^\/systems\/[a-z]+\/C-17$/)
  assert.deepEqual(namedBy('two words'), [])
  assert.equal(namedBy('a/b')[0]?.href?.endsWith('/a%2Fb'), true)
})
