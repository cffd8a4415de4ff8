import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { allTopics } from '#lib/systems/index.ts'
import { closedCheck, quickCheck } from './quick-check.ts'

/** Values that messages are made of, and such as come close. */
const leaf = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'NaN',
    'inf',
    'HIGH',
    'LOW',
    'new_prediction',
    null,
    true,
    false,
    0,
    -1,
    0.5,
    Number.POSITIVE_INFINITY,
    2 ** 53,
  ),
  fc.string({ maxLength: 3 }),
  fc.double(),
)
const near = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 4 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** An object with the schema's own keys, so that most of the way is gone. */
const messageFor = (schema: z.ZodType): fc.Arbitrary<unknown> => {
  const shape = (schema as unknown as { shape?: Record<string, unknown> }).shape
  if (!shape) return near
  const deeper = (field: any): fc.Arbitrary<unknown> => {
    const { type, innerType, element } = field._zod.def
    if (innerType) return fc.oneof(near, deeper(innerType))
    if (type === 'array') return fc.oneof(near, fc.array(deeper(element), { maxLength: 3 }))
    return type === 'object' ? fc.oneof(near, messageFor(field)) : near
  }
  return fc.oneof(
    near,
    fc.record(Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, deeper(field)])), {
      requiredKeys: [],
      noNullPrototype: true,
    }),
  )
}

test('what the quick check passes is what the schema makes of it, for every topic', () => {
  let quick = 0
  for (const { message } of allTopics()) {
    const check = quickCheck(message)
    if (!check) continue
    quick++
    fc.assert(
      fc.property(messageFor(message), (value) => {
        if (!check(value)) return
        const read = message.safeParse(value)
        assert.ok(read.success)
        assert.deepEqual(read.data, value)
      }),
      { numRuns: 300 },
    )
  }
  assert.ok(quick >= 5, 'topics of services that write plain messages have one')
})

test('closed, a message passes only if all there is in it is named, small and plain', () => {
  const feature = z.looseObject({ feature: z.string(), value: z.unknown() })
  const check = closedCheck(
    z.looseObject({ id: z.string(), n: z.number().nullish(), all: z.array(feature).optional() }),
  )!
  const fine = { id: 'x', n: 0.5, all: [{ feature: 'a', value: -1 }] }
  assert.ok(check(fine) && check({ id: 'x' }))
  for (const text of [
    '{"id":"x","more":1}',
    '{"id":"x","__proto__":{"n":1}}',
    '{"id":"x","n":9007199254740993}',
    '{"id":"x","n":1e999}',
    '{"id":"x","all":[{"feature":"a","value":1,"b":2}]}',
    '{"id":"x","all":[{"feature":"a","value":[[1]]}]}',
    '{"id":"x","all":[{"feature":"a","value":12345678901234567890}]}',
  ])
    assert.ok(!check(JSON.parse(text)), text)
})

test('a message in order is passed, and whatever a schema would change or judge by more than its shape is left to the schema', () => {
  const plain = z.looseObject({
    id: z.string().min(1),
    n: z.number().nullish(),
    tags: z.array(z.enum(['a', 'b'])).optional(),
  })
  const check = quickCheck(plain)!
  assert.ok(check({ id: 'x', n: null, tags: ['a'], more: { deep: 1 } }))
  for (const wrong of [{ id: '' }, { n: 1 }, { id: 'x', n: '1' }, { id: 'x', tags: ['c'] }, [], null, 'x'])
    assert.ok(!check(wrong))
  for (const schema of [
    z.object({ id: z.string() }),
    z.strictObject({ id: z.string() }),
    z.looseObject({ id: z.string().trim() }),
    z.looseObject({ id: z.coerce.number() }),
    z.looseObject({ id: z.string().default('x') }),
    z.looseObject({ at: z.iso.datetime() }),
    z.looseObject({ n: z.number().gt(3) }),
    z.looseObject({ n: z.number() }).refine(({ n }) => n > 3),
    z.looseObject({ n: z.string().transform(Number) }),
    z.looseObject({ n: z.string().regex(/^a/) }),
    z.looseObject({ list: z.array(z.string()).min(1) }),
  ])
    assert.equal(quickCheck(schema), null)
})
