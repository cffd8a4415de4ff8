import { type SchemaField, schemaFields } from './fields.ts'
import { canonical } from './same.ts'

/** What one schema says of a place and the other does not. */
export interface FieldChange {
  path: string
  kind: 'added' | 'removed' | 'changed'
  /** "type: string → number", "now required". */
  say: string[]
}

export type SchemaDiff =
  | { kind: 'same' }
  /** `rest`: something differs that is no field of a message: titles, ids, unused parts. */
  | { kind: 'fields'; changes: FieldChange[]; rest: boolean }
  /** A language whose fields are not read here: the texts differ. */
  | { kind: 'text' }

interface Side {
  type: string
  schema: string
}

/** From the one to the other, in the order of the newer. */
export function diffSchemas(before: Side, after: Side): SchemaDiff {
  if (before.type === after.type && canonical(before.schema) === canonical(after.schema)) return { kind: 'same' }
  const [was, is] = [schemaFields(before.type, before.schema), schemaFields(after.type, after.schema)]
  if (!was || !is) return { kind: 'text' }
  const old = new Map(was.map((field) => [field.path, field]))
  const now = new Map(is.map((field) => [field.path, field]))
  const changes = [
    ...is.flatMap((field): FieldChange[] => {
      const known = old.get(field.path)
      if (!known) return [{ path: field.path, kind: 'added', say: [describe(field)] }]
      const say = changed(known, field)
      return say.length ? [{ path: field.path, kind: 'changed', say }] : []
    }),
    ...was
      .filter((field) => !now.has(field.path))
      .map((field): FieldChange => ({ path: field.path, kind: 'removed', say: [describe(field)] })),
  ]
  return { kind: 'fields', changes, rest: changes.length === 0 }
}

const describe = ({ type, required, rules }: SchemaField): string =>
  [required ? 'required' : 'optional', type, rules].filter(Boolean).join(', ')

function changed(was: SchemaField, is: SchemaField): string[] {
  return [
    was.type !== is.type && `type: ${was.type} → ${is.type}`,
    was.required !== is.required && (is.required ? 'now required' : 'no longer required'),
    was.rules !== is.rules && `rules: ${was.rules || 'none'} → ${is.rules || 'none'}`,
    was.description !== is.description && 'described in other words',
  ].filter((line) => line !== false)
}
