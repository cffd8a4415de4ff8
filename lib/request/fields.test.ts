import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { systems } from '#lib/systems/index.ts'
import { queryToValues, valuesToQuery } from './deep-link.ts'
import { fieldsOf, proposed } from './fields.ts'
import { checkInput, errorsByField, initialValues, inputToValues, valuesToInput } from './values.ts'

const schema = z.object({
  customer: z.string().min(1).meta({ title: 'Customer', placeholder: 'uuid', description: 'Whose risk' }),
  amount: z.number().positive().max(1_000).meta({ title: 'Amount', unit: '€' }),
  retries: z.number().int().min(0).max(10).default(3),
  method: z.enum(['rips', 'alpha']).default('rips'),
  failed: z.boolean().optional(),
  note: z.string().optional(),
  lines: z.array(z.string()).min(1),
  points: z.array(z.array(z.number())).optional(),
  options: z
    .object({ depth: z.number().optional(), label: z.string().nullable().optional(), kind: z.literal('x') })
    .optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
  at: z.iso.datetime().optional(),
})
const fields = fieldsOf(schema)
const field = (name: string) => fields.find((f) => f.name === name)!

test('every field of a schema becomes a control of its kind, with what its schema says of it', () => {
  assert.deepEqual(
    fields.map((f) => `${f.name}:${f.kind}`),
    [
      'customer:text',
      'amount:number',
      'retries:number',
      'method:choice',
      'failed:yes-no',
      'note:text',
      'lines:lines',
      'points:lines',
      'options.depth:number',
      'options.label:text',
      'options.kind:fixed',
      'extra:json',
      'at:time',
    ],
  )
  const { title, placeholder, hint, required } = field('customer')
  assert.deepEqual(
    { title, placeholder, hint, required },
    { title: 'Customer', placeholder: 'uuid', hint: 'Whose risk', required: true },
  )
  assert.equal(field('amount').unit, '€')
  assert.equal(field('amount').max, 1_000)
  assert.deepEqual([field('retries').whole, field('retries').initial, field('retries').required], [true, '3', false])
  assert.deepEqual(
    field('method').choices?.map((c) => c.value),
    ['rips', 'alpha'],
  )
  assert.equal(field('options.depth').required, false)
})

test('what is filled in becomes the input its schema wants', () => {
  const values = {
    ...initialValues(fields),
    customer: 'c1',
    amount: '12.5',
    lines: 'one\n two \n\n',
    points: '0, 1\n2 3',
    'options.depth': '2',
    failed: true,
    extra: '{"a":1}',
  }
  const input = valuesToInput(fields, values)
  const checked = checkInput(schema, input)
  assert.ok(checked.ok, JSON.stringify(checked))
  assert.deepEqual(input, {
    customer: 'c1',
    amount: 12.5,
    retries: 3,
    method: 'rips',
    failed: true,
    lines: ['one', 'two'],
    points: [
      [0, 1],
      [2, 3],
    ],
    options: { depth: 2, kind: 'x' },
    extra: { a: 1 },
  })
  assert.deepEqual(valuesToInput(fields, inputToValues(fields, input)), input)
})

test('an optional group that was not filled in is left out, constants and all', () => {
  const input = valuesToInput(fields, { ...initialValues(fields), customer: 'c', amount: '1', lines: 'x' })
  assert.equal('options' in input, false)
  assert.ok(checkInput(schema, input).ok)
})

test('what is wrong is said at its field, in words that say what to do', () => {
  const checked = checkInput(
    schema,
    valuesToInput(fields, { ...initialValues(fields), amount: 'a lot', retries: '2.5', lines: '', points: '1 2\n3 x' }),
  )
  assert.ok(!checked.ok)
  assert.deepEqual(checked.errors, {
    customer: 'is needed',
    amount: 'must be a number',
    retries: 'must be a whole number',
    lines: 'needs at least one',
    points: 'line 2, column 2: must be a number',
  })
  assert.deepEqual(
    errorsByField([
      { path: ['a', 'b'], message: 'one' },
      { path: ['a', 'b'], message: 'two' },
      { path: [], message: 'all' },
    ]),
    { 'a.b': 'one; two', '': 'all' },
  )
})

test('a field that depends on another is asked for, and sent, only while that one says so', () => {
  const schema = z.object({
    from: z.enum(['sample', 'own']).default('sample').meta({ group: 'Points' }),
    count: z
      .int()
      .default(5)
      .meta({ group: 'Points', when: { from: ['sample'] } }),
    points: z
      .array(z.number())
      .optional()
      .meta({ when: { from: ['own'] } }),
  })
  const fields = fieldsOf(schema)
  assert.deepEqual(
    fields.map((field) => field.group),
    ['Points', 'Points', undefined],
  )
  const values = { ...initialValues(fields), points: '1\n2' }
  assert.deepEqual(valuesToInput(fields, values), { from: 'sample', count: 5 })
  assert.deepEqual(valuesToInput(fields, { ...values, from: 'own' }), { from: 'own', points: [1, 2] })
})

test('what is proposed stands in the place of a default: not in a link, and an address counts more', () => {
  const given = proposed(fields, { customer: 'c9', nothing: 1 })
  assert.equal(initialValues(given).customer, 'c9')
  assert.equal(initialValues(given).retries, initialValues(fields).retries)
  assert.equal(valuesToQuery(given, initialValues(given)).query, '')
  assert.equal(queryToValues(given, 'customer=c1').customer, 'c1')
})

test('the same mistake on every line is said three times and counted', () => {
  const issues = Array.from({ length: 40 }, (_, i) => ({ path: ['points', i, 0], message: 'must be a number' }))
  assert.equal(
    errorsByField(issues).points,
    'line 1, column 1: must be a number; line 2, column 1: must be a number; line 3, column 1: must be a number; and 37 more',
  )
})

test('a filled-in form is a link, and the link fills in the form', () => {
  const values = { ...initialValues(fields), customer: 'c1', failed: true, lines: 'a b\nc&d', retries: '3' }
  const { query, left } = valuesToQuery(fields, values)
  assert.deepEqual(queryToValues(fields, query), values)
  assert.equal(query.includes('retries'), false)
  assert.deepEqual(left, [])
  assert.deepEqual(valuesToQuery(fields, { ...values, note: 'x'.repeat(5_000) }).left, ['note'])
  assert.deepEqual(queryToValues(fields, 'nothing=1&__proto__=2'), initialValues(fields))
})

test('every form of every system can be drawn, and what its presets fill in is valid', () => {
  for (const system of systems) {
    for (const form of system.forms ?? []) {
      const drawn = fieldsOf(form.input)
      assert.ok(drawn.length, `${system.id}/${form.id}`)
      for (const preset of form.presets ?? []) {
        const checked = checkInput(form.input, valuesToInput(drawn, inputToValues(drawn, preset.values)))
        // A preset may leave fields to the person; it may not fill one in wrongly.
        const left = checked.ok ? [] : Object.keys(checked.errors).filter((name) => name in preset.values)
        assert.deepEqual(left, [], `${system.id}/${form.id} ${preset.title}`)
      }
    }
  }
})
