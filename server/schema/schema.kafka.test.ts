import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { createLog } from '#server/log.ts'
import { gone, launch } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { createRegistryClient } from './client.ts'
import type { EmbeddedRegistry } from './embedded/registry.ts'
import { createSchemas } from './schemas.ts'
import { startTestRegistry } from './testing.ts'

/** Against a real Apicurio; no broker is needed, but neither is it quick. */
let registry: EmbeddedRegistry
before(async () => {
  registry = await startTestRegistry()
})
after(() => registry?.stop())

const subject = 'tda-job-messages'
const declared = systems.flatMap((system) => system.schemas ?? [])
const own = (name: string) => JSON.stringify(declared.find((one) => one.subject === name)!.schema)

function follow(embedded: boolean) {
  const schemas = createSchemas({
    ...{ systems, physical: (topic: string) => topic, hub: { provide: () => {} }, embedded, named: true, everyMs: 100 },
    client: createRegistryClient(registry.url),
    log: createLog('schema-test', 'error'),
  })
  const row = (name: string) => schemas.rows().rows.find((one) => one.subject === name)
  return { schemas, row, [Symbol.asyncDispose]: schemas.close }
}

test('somebody else’s registry is only read; the command registers the contracts’ schemas, once', async () => {
  await using reader = follow(false)
  await until('it is known to be empty', () => reader.row(subject)?.verdict === 'missing')
  const register = async () => {
    const child = launch('server/schema/register.ts', [], { SCHEMA_REGISTRY_URL: registry.url })
    await gone(child)
    return child.exitCode
  }
  assert.deepEqual(await (await fetch(`${registry.url}/subjects`)).json(), [])
  assert.equal(await register(), 0)
  // A level that was set after a reader looked is seen by the next whole look.
  await until('all are as declared', () =>
    reader.schemas.rows().rows.every((row) => row.verdict === 'same' && row.level === 'BACKWARD'),
  )
  assert.deepEqual(
    reader.schemas.rows().rows.map(({ level, type, version }) => [level, type, version]),
    declared.map(() => ['BACKWARD', 'JSON', 1]),
  )
  assert.equal(await register(), 0)
  assert.deepEqual(reader.schemas.detail(subject)?.versions, [1])
})

test('what somebody registers over the contract’s is seen, checked before messages leave, and can be mended', async () => {
  await using reader = follow(false)
  await until('it is known', () => reader.row(subject)?.verdict === 'same')
  const { schemas } = reader
  const looser = JSON.parse(own(subject))
  looser.title = 'Jobs of another team'
  assert.ok((await schemas.setLevel(subject, 'NONE')).ok)
  assert.ok((await schemas.register(subject, { schema: JSON.stringify(looser), type: 'JSON' })).ok)
  assert.equal(reader.row(subject)?.verdict, 'drifted')
  const stricter = JSON.parse(own(subject))
  stricter.properties.payload.properties.tenant = { type: 'string' }
  stricter.properties.payload.required.push('tenant')
  stricter.properties.payload.properties.job_id = { type: 'integer' }
  assert.ok((await schemas.register(subject, { schema: JSON.stringify(stricter), type: 'JSON' })).ok)
  assert.ok((await schemas.setLevel(subject, 'BACKWARD')).ok)
  assert.equal(reader.row(subject)?.verdict, 'incompatible')
  assert.match(reader.row(subject)!.reasons.join(), /job_id/)
  assert.deepEqual(schemas.detail(subject)?.versions, [1, 2, 3])

  const form = systems.find(({ id }) => id === 'tda')!.forms!.find(({ id }) => id === 'job')!
  const door = form.door as Extract<typeof form.door, { kind: 'topic' }>
  const message = door.compose(form.input.parse({}), { id: 'j1', now: new Date() })
  assert.match(schemas.outgoing(door.topic, message)!, /payload\.(?:job_id|tenant): .* tda-job-messages, version 3/)

  const told = await schemas.check(subject, { schema: own(subject), type: 'JSON' })
  assert.ok(told.ok && !told.value.compatible && told.value.reasons.length > 0)
  const behind = await schemas.register(subject)
  assert.ok(!behind.ok && behind.failure.kind === 'conflict')
  assert.match(reader.row(subject)!.reasons[0]!, /is version 1 here, and version 3 came after it/)
  const worse = { ...stricter, required: [...stricter.required, 'audit'] }
  const refused = await schemas.register(subject, { schema: JSON.stringify(worse), type: 'JSON' })
  assert.ok(!refused.ok && refused.failure.kind === 'conflict' && /audit|required/i.test(refused.failure.cause))
  assert.ok((await fetch(`${registry.url}/subjects/${subject}`, { method: 'DELETE' })).ok)
  await until('it is missing', () => reader.row(subject)?.verdict === 'missing')
  assert.equal(schemas.outgoing(door.topic, message), undefined)
  assert.ok((await schemas.register(subject)).ok)
  assert.deepEqual([reader.row(subject)?.verdict, reader.row(subject)?.level], ['same', 'BACKWARD'])
  assert.equal(schemas.outgoing(door.topic, message), undefined)
})

test('subjects of others are listed with the topic their name tells of; no schema and no such subject are told', async () => {
  await using reader = follow(false)
  const avro = { schema: '{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}', type: 'AVRO' }
  assert.ok((await createRegistryClient(registry.url).register('orders-value', avro)).ok)
  await until('it is listed', () => reader.row('orders-value')?.version)
  const row = reader.row('orders-value')!
  assert.deepEqual([row.type, row.verdict, row.topics, row.system], ['AVRO', 'none', ['orders'], null])
  const bad = await reader.schemas.register('broken', { schema: '{oops', type: 'AVRO' })
  assert.ok(!bad.ok && bad.failure.kind === 'invalid')
  const none = await reader.schemas.version('nobody', 1)
  assert.ok(!none.ok && none.failure.kind === 'missing')
})

test('an own registry that comes back empty is furnished again by itself', async () => {
  await using keeper = follow(true)
  await until('all are there', () => declared.every((one) => keeper.row(one.subject)?.version))
  process.kill(registry.pid()!, 'SIGKILL')
  await until('it is told that it is away', () => keeper.schemas.rows().data.registry.state !== 'up')
  assert.ok(keeper.schemas.rows().data.registry.cause)
  await until(
    'they are registered again',
    () => {
      const { rows, data } = keeper.schemas.rows()
      return (
        data.registry.state === 'up' &&
        declared.every((one) =>
          rows.some((row) => row.subject === one.subject && row.verdict === 'same' && row.version === 1),
        )
      )
    },
    90_000,
  )
})
