import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { root } from '#server/start/steps.ts'
import { variables } from './config.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('every variable that is read stands in a table of the README', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('|'))
  // Two are set by `npm start` for its own processes and are nobody else's business.
  const internal = ['MILENA_EMBEDDED', 'MILENA_REGISTRY_EMBEDDED', 'MILENA_DEV']
  const declared = systems.flatMap((system) => (system.settings ?? []).map(({ env }) => env))
  const renamed = systems.flatMap((system) => system.topics.flatMap(({ env }) => env ?? []))
  const missing = [...variables, ...declared, ...renamed].filter(
    (name) => !internal.includes(name) && !rows.some((row) => row.includes(`\`${name}\``)),
  )
  assert.deepEqual([...new Set(missing)], [])
})

test('every picture and every script the README names is there', () => {
  const pictures = [...readme.matchAll(/\]\((public\/[^)]+)\)|src="(public\/[^"]+)"/g)].map(
    (found) => found[1] ?? found[2]!,
  )
  assert.ok(pictures.length > 0)
  assert.deepEqual(
    pictures.filter((path) => !existsSync(join(root, path))),
    [],
  )
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((found) => found[1]!)
  assert.deepEqual(
    named.filter((name) => !scripts[name]),
    [],
  )
})
