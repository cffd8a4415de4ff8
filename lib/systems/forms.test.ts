import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import type { Form } from '../contract.ts'
import { type Field, type FieldValue, fieldsOf } from '../request/fields.ts'
import { checkInput, initialValues, inputToValues, isAsked, valuesToInput } from '../request/values.ts'
import { formOf, systems, topicOf } from './index.ts'

const now = new Date('2026-02-19T10:30:00.123Z')
const id = '5d0c6f0e-2f0a-4b1e-9a53-6f4f1e0b7c21'
const forms: [name: string, form: Form][] = systems.flatMap((s) =>
  (s.forms ?? []).map((f) => [`${s.id}/${f.id}`, f] as [string, Form]),
)
/** What a person might type where the form begins empty: as the placeholder or a preset shows, else the first of these that the schema takes. */
const guesses = (form: Form, field: Field): FieldValue[] => {
  const presets = (form.presets ?? []).map(({ values }) => inputToValues([field], values)[field.name])
  const number = String(Math.min(field.max ?? Infinity, (field.min ?? 0) + 1))
  const text = 'x'.repeat(Math.max(1, field.minLength ?? 1))
  const shown = [field.placeholder, ...presets, field.choices?.[0]?.value].filter((value) => value !== undefined)
  return [...shown.filter((value) => value !== ''), text, number, '2026-02-19T10:30:00', id, '{}']
}
const filled = (form: Form, given: Record<string, unknown> = {}): Record<string, unknown> => {
  const fields: Field[] = fieldsOf(form.input)
  const values = inputToValues(fields, given)
  const isTaken = (name: string, value: FieldValue) => {
    const read = checkInput(form.input, valuesToInput(fields, { ...values, [name]: value }))
    return read.ok || !read.errors[name]
  }
  for (const field of fields)
    if (field.required && values[field.name] === '' && isAsked(field, values))
      values[field.name] = guesses(form, field).find((value) => isTaken(field.name, value)) ?? ''
  return valuesToInput(fields, values)
}
const compose = (form: Form, input: unknown): any => {
  const read = checkInput(form.input, input)
  assert.ok(
    read.ok,
    `a required field has a default or a value in the first preset: ${JSON.stringify({ input, read })}`,
  )
  return form.door.kind === 'topic' ? form.door.compose(read.data, { id, now }) : form.door.body(read.data, { id, now })
}

describe('every form', () => {
  for (const [name, form] of forms) {
    it(`${name} opens with values that can be sent once the rest is typed, and its own topic takes the record`, () => {
      const inputs = [filled(form), ...(form.presets ?? []).map((preset) => filled(form, preset.values))]
      for (const input of inputs) {
        const message = compose(form, input)
        const wire = JSON.parse(JSON.stringify(message))
        if (form.door.kind === 'topic')
          assert.ok(topicOf(form.door.topic)!.topic.message.safeParse(wire).success, JSON.stringify(wire))
        if (form.reply && form.door.kind === 'topic')
          assert.equal(typeof form.reply.of({ id, input, message }), 'string')
      }
      assert.equal(checkInput(form.input, {}).ok, initialValuesSuffice(form), 'as it opens and {} must mean the same')
    })

    it(`${name} labels every field, and every preset names fields it has`, () => {
      const schema = z.toJSONSchema(form.input, { io: 'input', unrepresentable: 'any' }) as {
        properties: Record<string, { title?: string }>
      }
      for (const [field, node] of Object.entries(schema.properties)) assert.ok(node.title, `${field} has no title`)
      for (const preset of form.presets ?? [])
        for (const key of Object.keys(preset.values)) assert.ok(key in schema.properties, `${preset.title}: ${key}`)
    })
  }
  const initialValuesSuffice = (form: Form): boolean => {
    const fields = fieldsOf(form.input)
    return checkInput(form.input, valuesToInput(fields, initialValues(fields))).ok
  }

  it('refuses what a service would choke on, in words', () => {
    const errors = (name: string, values: Record<string, unknown>) => {
      const form = forms.find(([n]) => n === name)![1]
      const read = checkInput(form.input, { ...filled(form), ...values })
      return read.ok ? {} : (read.errors as Record<string, string>)
    }
    assert.deepEqual(Object.keys(errors('delinquency/transaction', { amount: 0, customer_id: ' ' })).sort(), [
      'amount',
      'customer_id',
    ])
    assert.match(errors('delinquency/transaction', { txn_type: 'credit' }).category!, /salary/)
    assert.match(errors('delinquency/predict', { observation_date: '2026-02-19T10:30:00Z' }).observation_date!, /zone/)
    assert.match(errors('rtfm/ask', { channel_id: 'general' }).channel_id!, /digits/)
    assert.match(errors('tda/job', { points: [[1, 2], [1]] }).points!, /same number/)
    assert.match(errors('crypto/candles', { high: 1 }).high!, /highest/)
    assert.deepEqual(Object.keys(errors('finrobot/predict', { lines: [] })), ['lines'])
  })

  it('warns before a transaction that may not be scored', () => {
    const send = formOf('delinquency', 'transaction')!
    assert.match(send.warn!({ amount: 20, category: 'dining', channel: 'pos' })!, /tenth/)
    assert.equal(send.warn!({ amount: 6000, category: 'dining', channel: 'pos' }), undefined)
  })

  it('pairs a prediction with its answer by customer and scoring time, once the service has answered', () => {
    const reply = formOf('delinquency', 'predict')!.reply!
    const message = {
      customer_id: 'c',
      timestamp: '2026-02-19T10:30:05.002',
      risk_score: 0.7421,
      risk_level: 'CRITICAL',
    }
    assert.throws(() => reply.of({ id, input: {}, message: undefined }))
    assert.equal(reply.of({ id, input: {}, message }), reply.in(message, {} as never))
    assert.equal(reply.say(message), '0.74 CRITICAL')
  })
})
