import type { SchemaRow } from '#lib/protocol.ts'
import { failed } from '../schema/answers.ts'
import type { ApiDeps } from './needs.ts'

/** A registry with one subject that takes no changes. */
export function fakeSchemas(): ApiDeps['schemas'] {
  const registry = { state: 'up', since: 1, url: 'http://registry', embedded: false, expected: true } as const
  const row: SchemaRow = {
    ...{ subject: 'reading-value', title: 'Readings', system: 'thermo', topics: ['readings'], version: 1, id: 3 },
    ...{ type: 'JSON', level: 'BACKWARD', verdict: 'same', reasons: [] },
  }
  const readOnly = failed('refused', 'the schema registry takes no changes now', 'set its mode to READWRITE')
  const missing = failed('missing', 'the schema registry has no such subject', 'register it')
  return {
    rows: () => ({ rows: [row], data: { registry, at: 5, more: 0 } }),
    detail: (subject) =>
      subject === row.subject ? { registry, at: 5, row, versions: [1], schema: '{}', contract: null } : undefined,
    version: async (subject, version) =>
      subject === row.subject ? { ok: true, value: { subject, version, id: 3, type: 'JSON', schema: '{}' } } : missing,
    check: async () => ({ ok: true, value: { compatible: false, reasons: ['type changed at /value'] } }),
    register: async () => readOnly,
    setLevel: async () => readOnly,
  }
}
