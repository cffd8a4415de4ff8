import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SchemaDeclared } from '#lib/schema/declared.ts'
import { systemOf } from '#lib/systems/index.ts'
import { freePort } from '#server/start/steps.ts'
import { createRegistryClient } from './client.ts'
import { createOutgoing, readCheck } from './outgoing.ts'
import { createRegistryWatch } from './registry-state.ts'
import { scripted } from './testing.ts'

const subject = 'tda-job-messages'
const said = (result: { ok: boolean; failure?: { kind: string; cause: string; remedy: string } }) => {
  assert.equal(result.ok, false)
  return result.failure!
}

describe('what a schema registry answers', () => {
  it('the type of the schema goes with every question, so that it is not read as Avro', async () => {
    await using registry = await scripted(() => ({ status: 200, body: { id: 7, is_compatible: true } }))
    const client = createRegistryClient(registry.url)
    await client.register(subject, { schema: '{}', type: 'JSON' })
    await client.check('a/b c', { schema: '{}', type: 'JSON' })
    assert.deepEqual(
      registry.asked.map(({ method, path, body }) => [method, path, body.schemaType]),
      [
        ['POST', `/subjects/${subject}/versions`, 'JSON'],
        ['POST', '/compatibility/subjects/a%2Fb%20c/versions/latest?verbose=true', 'JSON'],
      ],
    )
  })
  it('a user and password in the address go as a header and are shown nowhere', async () => {
    await using registry = await scripted(() => ({ status: 200, body: [] }))
    const client = createRegistryClient(registry.url.replace('http://', 'http://ops:p%40ss@'))
    assert.deepEqual(await client.subjects(), { ok: true, value: [] })
    assert.equal(registry.asked[0]?.headers.authorization, `Basic ${btoa('ops:p@ss')}`)
    assert.equal(client.url, registry.url)
  })
  it('no rights, a read-only mode, and a wrong address are told apart, each with what to do', async () => {
    const cases: [status: number, body: unknown, kind: string, cause: RegExp, remedy: RegExp][] = [
      [
        401,
        { error_code: 401, message: 'Unauthorized' },
        'refused',
        /does not allow this to our user/,
        /SCHEMA_REGISTRY_URL/,
      ],
      [
        422,
        { error_code: 42205, message: 'Subject x is in read-only mode' },
        'refused',
        /takes no changes now: Subject x is in read-only mode$/,
        /READWRITE/,
      ],
      [404, '<html>nothing here', 'foreign', /is no schema registry/, /ccompat/],
      [
        409,
        { error_code: 409, message: 'x.y.RuleViolationException: TYPE_CHANGED at /a' },
        'conflict',
        /^TYPE_CHANGED at \/a$/,
        /level/,
      ],
      [503, { message: 'The schema registry is starting.' }, 'down', /is starting$/, /by itself/],
      [500, { message: 'boom' }, 'failed', /failed \(500\): boom/, /log/],
    ]
    for (const [status, body, kind, cause, remedy] of cases) {
      await using registry = await scripted(() => ({ status, body }))
      const failure = said(await createRegistryClient(registry.url).register(subject, { schema: '{}', type: 'JSON' }))
      assert.equal(failure.kind, kind)
      assert.match(failure.cause, cause)
      assert.match(failure.remedy, remedy)
    }
  })
  it('nobody there is a value with the address and what to do', async () => {
    const failure = said(await createRegistryClient(`http://127.0.0.1:${await freePort()}`).subjects())
    assert.equal(failure.kind, 'down')
    assert.match(failure.cause, /no schema registry listens at 127\.0\.0\.1:\d+/)
  })
  it('a subject without a level of its own has that of the registry', async () => {
    await using registry = await scripted((_, path) =>
      path === '/config'
        ? { status: 200, body: { compatibilityLevel: 'FULL' } }
        : { status: 404, body: { error_code: 40408, message: 'none' } },
    )
    assert.deepEqual(await createRegistryClient(registry.url).level(subject), { ok: true, value: 'FULL' })
  })
  it('Confluent’s list of reasons reads as sentences', async () => {
    const message = `{errorType:"TYPE_CHANGED", description:"The type at path '#/a' is different"}`
    await using registry = await scripted(() => ({ status: 200, body: { is_compatible: false, messages: [message] } }))
    const told = await createRegistryClient(registry.url).check(subject, { schema: '{}', type: 'JSON' })
    assert.deepEqual(told, {
      ok: true,
      value: { compatible: false, reasons: [`TYPE_CHANGED: The type at path '#/a' is different`] },
    })
  })
  it('a registry nobody asked for is no trouble when it is not there; one that was named is, after a while', () => {
    for (const expected of [true, false]) {
      const watch = createRegistryWatch({ url: 'u', embedded: false, expected })
      watch.failed({ cause: 'gone', remedy: 'start it' })
      assert.equal(watch.state().state, 'down')
      assert.deepEqual(watch.notices(), [], 'not at once')
    }
  })
})

describe('a message before it leaves', () => {
  const tda = systemOf('tda')!
  const form = tda.forms!.find(({ id }) => id === 'job')!
  const door = form.door as Extract<typeof form.door, { kind: 'topic' }>
  const message: any = door.compose(form.input.parse({}), { id: 'j1', now: new Date() })
  const outgoing = (schema: string, type = 'JSON', declared: readonly SchemaDeclared[] = tda.schemas!) =>
    createOutgoing({ declared, registered: () => ({ version: 3, check: readCheck(type, schema) }) })
  const own = (name: string) => JSON.stringify(tda.schemas!.find((one) => one.subject === name)!.schema)

  it('satisfies what the contract itself registers', () => {
    assert.equal(outgoing(own(subject))(door.topic, message), undefined)
    assert.equal(
      outgoing(own(subject))(door.topic, { ...message, metadata: { ...message.metadata, extra: 1 } }),
      undefined,
    )
  })
  it('is refused with the field, the subject and the version when a newer schema asks for more', () => {
    const schema = JSON.parse(own(subject))
    schema.properties.payload.required.push('tenant')
    const why = outgoing(JSON.stringify(schema))(door.topic, message)
    assert.match(why!, /payload\.tenant/)
    assert.match(why!, /tda-job-messages, version 3/)
  })
  it('is left alone by a schema that is of no concern to it, or cannot be checked', () => {
    const strict = JSON.stringify({ type: 'object', required: ['nothing has this'] })
    assert.equal(outgoing(strict)(door.topic, { job_id: 'flat dialect' }), undefined)
    assert.equal(outgoing(strict)('elsewhere', message), undefined)
    assert.equal(outgoing('message A {}', 'PROTOBUF')(door.topic, message), undefined)
    const check = readCheck('JSON', '{"if": {}, "then": {}}')
    assert.ok(!check.ok && /cannot be checked here/.test(check.why))
  })
})
