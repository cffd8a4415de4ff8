import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { root } from '#server/start/steps.ts'
import { variables } from './config.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

const tableIn = (text: string) => text.split('\n').filter((line) => line.startsWith('|'))
/** The part under `### title`, up to the next heading that is no deeper. */
const sectionOf = (title: string) => readme.split(`\n### ${title}\n`)[1]?.split(/\n#{1,3} /)[0] ?? ''
const rowOf = (name: string, rows: string[]) => rows.find((row) => row.split('|')[1]?.includes(`\`${name}\``))

test('every variable the console reads stands in a table of the README', () => {
  // Set by `npm start` for its own processes, and nobody else's business.
  const internal = ['MILENA_EMBEDDED', 'MILENA_REGISTRY_EMBEDDED', 'MILENA_DEV']
  const missing = variables.filter((name) => !internal.includes(name) && !rowOf(name, tableIn(readme)))
  assert.deepEqual(missing, [])
})

test('so does every variable that the start, the tests and the pictures read', () => {
  const files = ['server/start', 'e2e'].flatMap((folder) =>
    // Runs of the journeys leave folders beside them.
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((one) =>
      one.isFile() ? join(root, folder, one.name) : [],
    ),
  )
  const read = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/process\.env\.([A-Z_]+)/g)].map((found) => found[1]!),
  )
  // The shell's, and what `e2e/product.ts` sets for the tests in its own process.
  const internal = ['PATH', 'MILENA_KAFKA', 'MILENA_API', 'MILENA_DATA_DIR', 'MILENA_CONSOLE_PID']
  const missing = read.filter((name) => !internal.includes(name) && !rowOf(name, tableIn(readme)))
  assert.ok(read.includes('JAVA_HOME') && read.includes('MILENA_URL'))
  assert.deepEqual([...new Set(missing)], [])
})

for (const system of systems)
  test(`every variable of ${system.id} stands in a table of its section of the README, with its default`, () => {
    const rows = tableIn(sectionOf(system.title))
    const settings = system.settings ?? []
    const names = [...settings.map(({ env }) => env), ...system.topics.flatMap(({ env }) => env ?? [])]
    assert.deepEqual(
      names.filter((name) => !rowOf(name, rows)),
      [],
      `under "### ${system.title}" a table must have a row for these`,
    )
    const untold = settings.filter((s) => s.default !== undefined && !rowOf(s.env, rows)?.includes(`\`${s.default}\``))
    assert.deepEqual(
      untold.map((s) => `${s.env}: ${s.default}`),
      [],
    )
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
