import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { queryToValues, valuesToQuery } from './request/deep-link.ts'
import { fieldsOf } from './request/fields.ts'
import { isToken, sealOf, valueAt } from './seal.ts'
import { formOf, systems, topicOf } from './systems/index.ts'

const token = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='

describe('what a system seals', () => {
  it('is told sealed from clear, and from not there', () => {
    assert.equal(sealOf({ payload: { sensitive_data: token } }, 'payload.sensitive_data'), 'sealed')
    assert.equal(sealOf({ payload: { sensitive_data: { pin: 1 } } }, 'payload.sensitive_data'), 'clear')
    assert.equal(sealOf({ payload: { sensitive_data: null } }, 'payload.sensitive_data'), undefined)
    assert.equal(sealOf({ payload: 'text' }, 'payload.sensitive_data'), undefined)
    assert.equal(sealOf({ a: 1 }, undefined), undefined)
    assert.equal(valueAt({ a: { b: 0 } }, 'a.b'), 0)
    assert.equal(valueAt({}, 'constructor.name'), undefined)
    assert.equal(isToken(token.slice(0, -4)), false)
  })
  it('has a setting for its keys that is never shown, and fields that stand in no address', () => {
    for (const { id, sealing, settings } of systems) {
      if (!sealing) continue
      assert.ok(
        settings?.some(({ env, secret }) => env === sealing.setting && secret),
        id,
      )
      for (const [formId, names] of Object.entries(sealing.fields)) {
        const fields = fieldsOf(formOf(id, formId)!.input)
        for (const name of names) {
          assert.ok(
            fields.some((field) => field.name === name && field.secret),
            `${id}/${formId}/${name}`,
          )
          const { query, left } = valuesToQuery(fields, { [name]: 'pin 1234' })
          assert.deepEqual([query, left], ['', []])
          assert.equal(queryToValues(fields, `${name}=pin`)[name], '')
        }
      }
    }
  })
  it('goes out as a token with its mark, and leaves no trace without', () => {
    const form = formOf('tda', 'job')!
    const door = form.door as Extract<typeof form.door, { kind: 'topic' }>
    const compose = (more: object) => door.compose(form.input.parse(more), { id: 'j1', now: new Date() }) as any
    const path = topicOf(door.topic)!.topic.locked
    assert.equal(sealOf(compose({ sensitive_data: token }), path), 'sealed')
    assert.equal(compose({ sensitive_data: token }).metadata.encrypted, true)
    assert.equal(sealOf(compose({}), path), undefined)
    assert.equal('encrypted' in compose({}).metadata, false)
  })
})
