import assert from 'node:assert/strict'
import { test } from 'node:test'
import { active, begins, find, keyOf, type Layer } from './keymap.ts'

const did: string[] = []
const does = (what: string) => () => did.push(what)
const shell: Layer = {
  title: 'Anywhere',
  keys: {
    'g o': { say: 'Overview', run: does('overview') },
    '?': { say: 'Help', run: does('help') },
    j: does('shell j'),
  },
}
const list: Layer = { title: 'Alerts', keys: { j: does('list j'), a: { say: 'Acknowledge', run: does('ack') } } }

test('the newest list on the page answers a key before the shell does', () => {
  find([shell, list], '', 'j')?.run()
  assert.deepEqual(did.splice(0), ['list j'])
})
test('G then a letter goes somewhere, and G alone waits', () => {
  assert.equal(begins([shell], 'g'), true)
  assert.equal(begins([shell], 'a'), false)
  assert.equal(find([shell, list], 'g', 'o')?.say, 'Overview')
  assert.equal(find([shell, list], '', 'g'), undefined)
})
test('a key after an unfinished G still does its own work', () => {
  assert.equal(find([shell, list], 'g', 'a')?.say, 'Acknowledge')
})
test('help lists what is active, without keys that were taken over', () => {
  const shown = active([shell, list])
  assert.deepEqual(
    shown.map((l) => [l.title, l.bindings.map((b) => b.say)]),
    [
      ['Alerts', ['Next row', 'Acknowledge']],
      ['Anywhere', ['Overview', 'Help']],
    ],
  )
})
test('help leaves out a key that does nothing on this page', () => {
  let filter = false
  const layer: Layer = { title: 'Anywhere', keys: { '/': { say: 'Filter', run: does('filter'), works: () => filter } } }
  assert.deepEqual(active([layer]), [])
  filter = true
  assert.deepEqual(
    active([layer])[0]?.bindings.map((b) => b.say),
    ['Filter'],
  )
})
test('browser combinations are left to the browser, the palette opens with Ctrl or ⌘', () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  assert.equal(keyOf({ ...plain, key: ' ' }), 'space')
  assert.equal(keyOf({ ...plain, key: 'J' }), 'j')
  assert.equal(keyOf({ ...plain, key: 'A', shiftKey: true }), 'shift+a')
  assert.equal(keyOf({ ...plain, key: '?', shiftKey: true }), '?')
  assert.equal(keyOf({ ...plain, metaKey: true, key: 'k' }), 'mod+k')
  assert.equal(keyOf({ ...plain, altKey: true, key: 'k' }), null)
})
