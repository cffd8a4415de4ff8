import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systems } from '../systems/index.ts'
import { diffSchemas } from './diff.ts'
import { schemaFields } from './fields.ts'
import { sameSchema } from './same.ts'

const json = (schema: object) => ({ type: 'JSON', schema: JSON.stringify(schema) })
const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required })

describe('a schema read for people', () => {
  it('names every place of the contracts’ schemas with its type and whether it is needed', () => {
    for (const { subject, schema } of systems.flatMap((system) => system.schemas ?? [])) {
      const fields = schemaFields('JSON', JSON.stringify(schema))!
      const at = (path: string) => fields.find((field) => field.path === path)
      assert.equal(at('metadata.message_id')?.required, true, subject)
      assert.equal(at('metadata.user_id')?.type, 'string or null', subject)
      assert.equal(at('metadata.user_id')?.required, false, subject)
      assert.match(at('metadata.message_type')!.rules, / \| /, subject)
      assert.ok(at('payload'), subject)
    }
  })
  it('follows references, lists and alternatives, and stops in a circle', () => {
    const fields = schemaFields(
      'JSON',
      JSON.stringify({
        ...object({
          tree: { $ref: '#/definitions/node' },
          list: { type: 'array', items: object({ x: { type: 'number', minimum: 0 } }, ['x']) },
        }),
        anyOf: [
          object({ a: { type: 'string' }, both: { const: 1 } }, ['a', 'both']),
          object({ both: { const: 1 } }, ['both']),
        ],
        definitions: { node: object({ next: { $ref: '#/definitions/node' }, name: { type: ['string', 'null'] } }) },
      }),
    )!
    const said = fields.map((f) => `${f.path} ${f.type}${f.required ? ' required' : ''} ${f.rules}`.trim())
    assert.deepEqual(said, [
      'tree object',
      'tree.next again',
      'tree.name string or null',
      'list array',
      'list[] object required',
      'list[].x number required from 0',
      'a string',
      'both number required always 1',
    ])
  })
  it('reads Avro, and leaves what it cannot read', () => {
    const fields = schemaFields(
      'AVRO',
      '{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"y","type":["null","string"],"default":null}]}',
    )!
    assert.deepEqual(
      fields.map((f) => [f.path, f.type, f.required]),
      [
        ['x', 'int', true],
        ['y', 'null or string', false],
      ],
    )
    assert.equal(schemaFields('PROTOBUF', 'message A {}'), null)
    assert.equal(schemaFields('JSON', 'no'), null)
  })
})

describe('two versions of a schema', () => {
  it('tells what was added, removed and changed, and how', () => {
    const before = json(object({ a: { type: 'string' }, b: { type: 'integer' }, c: { enum: ['x'] } }, ['a']))
    const after = json(
      object({ a: { type: 'number' }, c: { enum: ['x', 'y'] }, d: { type: 'string', description: 'new' } }, ['a', 'd']),
    )
    const diff = diffSchemas(before, after)
    assert.ok(diff.kind === 'fields')
    assert.deepEqual(diff.changes, [
      { path: 'a', kind: 'changed', say: ['type: string → number'] },
      { path: 'c', kind: 'changed', say: ['rules: x → x | y'] },
      { path: 'd', kind: 'added', say: ['required, string'] },
      { path: 'b', kind: 'removed', say: ['optional, integer'] },
    ])
  })
  it('are the same whatever the order of their keys', () => {
    assert.ok(sameSchema('{"type":"object","required":["a"]}', '{ "required": ["a"], "type": "object" }'))
    assert.ok(!sameSchema('{"required":["a","b"]}', '{"required":["b"]}'))
    assert.equal(diffSchemas(json({ type: 'object', title: 'A' }), json({ title: 'A', type: 'object' })).kind, 'same')
    assert.deepEqual(diffSchemas(json({ title: 'A' }), json({ title: 'B' })), {
      kind: 'fields',
      changes: [],
      rest: true,
    })
  })
})
