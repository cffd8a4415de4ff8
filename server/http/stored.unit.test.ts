import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fakeDeps, openDoor } from './testing.ts'

function folder() {
  const data = mkdtempSync(join(tmpdir(), 'milena-stored-'))
  mkdirSync(join(data, 'thermo/deep'), { recursive: true })
  mkdirSync(join(data, 'thermo-2'))
  writeFileSync(join(data, 'thermo/deep/r.json'), '{"pairs": [Infinity, 2]}')
  writeFileSync(join(data, 'thermo/notes.txt'), 'not json')
  writeFileSync(join(data, 'secret.json'), '"secret"')
  writeFileSync(join(data, 'thermo-2/secret.json'), '"secret"')
  symlinkSync(join(data, 'secret.json'), join(data, 'thermo/link.json'))
  return { data, [Symbol.dispose]: () => rmSync(data, { recursive: true, force: true }) }
}

test('a stored result is read by the path its message gives, however the service names it', async () => {
  using at = folder()
  const deps = fakeDeps()
  await using door = await openDoor({ ...deps, config: { ...deps.config, data: at.data } })
  const paths = [
    'deep/r.json',
    'thermo/deep/r.json',
    join(at.data, 'thermo/deep/r.json'),
    `file://${join(at.data, 'thermo/deep/r.json')}`,
  ]
  for (const path of paths) {
    const answer = await door.ask(`/api/systems/thermo/file?${new URLSearchParams({ path })}`)
    assert.equal(answer.status, 200, path)
    assert.deepEqual(answer.json().content, { pairs: ['Infinity', 2] })
  }
})

test('nothing outside the folder of the system is read, nor what is not JSON', async () => {
  using at = folder()
  const deps = fakeDeps()
  await using door = await openDoor({ ...deps, config: { ...deps.config, data: at.data } })
  const status = async (path: string, system = 'thermo') =>
    (await door.ask(`/api/systems/${system}/file?${new URLSearchParams({ path })}`)).status
  const outside = [
    '../secret.json',
    'deep/../../secret.json',
    join(at.data, 'secret.json'),
    '/etc/passwd',
    'file:///etc/passwd',
    'file://other/etc/passwd',
    's3://bucket/key.json',
    'link.json',
    '../thermo-2/secret.json',
    'thermo-2/secret.json',
    'deep',
    '.',
    'nothing.json',
    'deep/r.json\0.png',
  ]
  for (const path of outside) assert.equal(await status(path), 404, path)
  assert.equal(await status('notes.txt'), 415)
  assert.equal(await status('deep/r.json', 'thermo-2'), 404)
  assert.equal(await status('secret.json', '..'), 400)
})
