import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeDeps, openDoor } from './testing.ts'

const json = { 'content-type': 'application/json' }

test('subjects, one subject, one version and a check are read over HTTP', async () => {
  await using door = await openDoor()
  const list = (await door.ask('/api/schemas')).json()
  assert.equal(list.registry.state, 'up')
  assert.equal(list.subjects[0].subject, 'reading-value')
  assert.equal((await door.ask('/api/schemas/reading-value')).json().row.version, 1)
  assert.equal((await door.ask('/api/schemas/nobody')).status, 404)
  assert.equal((await door.ask('/api/schemas/reading-value/versions/1')).json().id, 3)
  assert.equal((await door.ask('/api/schemas/nobody/versions/1')).status, 404)
  assert.equal((await door.ask('/api/schemas/reading-value/versions/latest')).status, 400)
  const check = (body: unknown) =>
    door.ask('/api/schemas/reading-value/check', { method: 'POST', headers: json, body: JSON.stringify(body) })
  assert.deepEqual((await check({ schema: '{}', type: 'JSON' })).json(), {
    compatible: false,
    reasons: ['type changed at /value'],
  })
  assert.ok((await check({ schema: '' })).json().errors.schema)
  assert.equal((await check({ schema: '{}', type: 'XML' })).status, 400)
})

test('a registry that takes no changes refuses with the cause, what to do, and a line in the audit', async () => {
  const deps = fakeDeps()
  await using door = await openDoor(deps)
  const post = (path: string, body: unknown = {}) =>
    door.ask(`/api/schemas/reading-value/${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  for (const answer of [await post('register'), await post('level', { level: 'FULL' })]) {
    assert.equal(answer.status, 403)
    assert.equal(answer.json().detail, 'The schema registry takes no changes now. To do: set its mode to READWRITE.')
  }
  assert.equal((await post('level', { level: 'SOMETIMES' })).status, 400)
  assert.deepEqual(
    deps.audited.map(({ what, target }) => `${what} ${target}`),
    ['register-schema reading-value', 'set-schema-level reading-value: FULL'],
  )
})

test('a sealed field is opened with the configured keys, and that is written down; nothing is opened otherwise', async () => {
  const deps = fakeDeps()
  const sealed = deps.systems[0]!.topics[0]!
  deps.systems = [{ ...deps.systems[0]!, topics: [{ ...sealed, locked: 'sensor' }] }]
  deps.seals = {
    open: (_, token) =>
      token === 'attic'
        ? { ok: true, value: { pin: 1 }, sealedAt: 5 }
        : { ok: false, status: 422, detail: 'The key does not open it.' },
  }
  await using door = await openDoor(deps)
  const open = (body: unknown, topic = 'readings') =>
    door.ask(`/api/topics/${topic}/open-sealed`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  assert.deepEqual((await open({ partition: 0, offset: '0' })).json(), {
    field: 'sensor',
    value: { pin: 1 },
    sealedAt: 5,
  })
  assert.equal((await open({ partition: 0, offset: '7' })).status, 404)
  assert.equal((await open({ partition: 0, offset: '0' }, 'elsewhere')).status, 404)
  assert.equal((await open({ partition: 0 })).status, 400)
  deps.seals.open = () => ({ ok: false, status: 409, detail: 'No key is configured.' })
  assert.equal((await open({ partition: 0, offset: '0' })).status, 409)
  assert.deepEqual(
    deps.audited.map(({ what, target }) => `${what} ${target}`),
    ['open-sealed readings/0/0', 'open-sealed readings/0/0'],
  )
})
