import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { root } from '#server/start/steps.ts'

const declared = systems.flatMap((s) => (s.settings ?? []).map((setting) => ({ ...setting, system: s })))
const sources = globSync('{server,components,lib}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.includes('.test.') && !file.startsWith('lib/systems/'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')
const isRead = ({ env, system, group }: (typeof declared)[number]): boolean =>
  new RegExp(`\\b${env}\\b`).test(sources) ||
  // By what the contract says of them.
  [system.prefix?.env, system.sealing?.setting, ...system.topics.flatMap((t) => t.env ?? [])].includes(env) ||
  (system.forms ?? []).some(({ door }) => door.kind === 'http' && door.service === env) ||
  group === true

test('a variable that a system declares is read, or it is said that it is not', () => {
  const unused = declared.filter((setting) => !isRead(setting))
  assert.deepEqual(
    unused.filter(({ title }) => !title.includes('not used')).map(({ env }) => env),
    [],
  )
  // Known to be so: parts of the origins that are not here.
  const known = [
    'TRL_DATABASE_URL',
    'AIRFLOW_DB',
    'STATUS_DB',
    'GCP_PROJECT_ID',
    'GCP_CREDENTIALS_PATH',
    'DISCORD_TOKEN',
  ]
  assert.deepEqual(unused.map(({ env }) => env).sort(), known.sort())
})

test('the README says of each that is not read that it is not', () => {
  const rows = readFileSync(join(root, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
  // The last two are names of the origins that have no meaning here at all.
  for (const name of [
    ...declared.filter((setting) => !isRead(setting)).map(({ env }) => env),
    ...['ENABLE_KAFKA', 'KAFKA_TOPIC_TDA_JOBS'],
  ])
    assert.match(rows.find((row) => row.split('|')[1]?.includes(`\`${name}\``)) ?? '', /not (used|read)/, name)
  assert.doesNotMatch(sources, /ENABLE_KAFKA|KAFKA_TOPIC_TDA_/)
})
