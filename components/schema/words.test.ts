import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SchemaRow } from '#lib/protocol.ts'
import { levels } from '#lib/schema/declared.ts'
import { explainLevel, pickSchemas, sayReason } from './words.ts'

const row = (subject: string, verdict: SchemaRow['verdict'], more: Partial<SchemaRow> = {}): SchemaRow => ({
  ...{
    subject,
    verdict,
    title: null,
    system: null,
    topics: [],
    version: 1,
    id: 1,
    type: 'JSON',
    level: 'FULL',
    reasons: [],
  },
  ...more,
})

test('what is wrong comes first, and the filter looks at names, topics, types and levels', () => {
  const rows = [
    row('a', 'same'),
    row('b', 'none', { topics: ['orders'] }),
    row('c', 'incompatible'),
    row('d', 'missing'),
  ]
  assert.equal(
    pickSchemas(rows, '')
      .map((r) => r.subject)
      .join(''),
    'cdab',
  )
  assert.deepEqual(
    pickSchemas(rows, 'ORD full').map((r) => r.subject),
    ['b'],
  )
})

test('every level is told in words of its own', () => {
  assert.equal(new Set(levels.map(explainLevel)).size, levels.length)
  assert.ok(levels.every((level) => !/[A-Z_]/.test(explainLevel(level))))
})

test('a reason of the registry is told by its field; other sentences stay as they are', () => {
  assert.equal(
    sayReason('SUBSCHEMA_TYPE_CHANGED at /properties/payload/properties/size'),
    'payload.size: subschema type changed',
  )
  assert.equal(sayReason('OBJECT_TYPE_CHANGED at /'), 'object type changed')
  assert.equal(sayReason('TYPE_CHANGED: The type at path is different'), 'TYPE_CHANGED: The type at path is different')
})
