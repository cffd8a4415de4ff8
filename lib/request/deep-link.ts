import type { Field, FieldValues } from './fields.ts'

/** What a link may hold: the server refuses longer addresses. */
const maxLength = 3000

/** A filled-in form as a URL query, only what differs from a fresh form. `left` names fields that did not fit into a link. */
export function valuesToQuery(fields: Field[], values: FieldValues): { query: string; left: string[] } {
  const query = new URLSearchParams()
  const left: string[] = []
  for (const field of fields) {
    const value = values[field.name]
    if (field.kind === 'fixed' || field.secret || value === undefined || value === field.initial) continue
    const text = typeof value === 'boolean' ? (value ? '1' : '0') : value
    const longer = new URLSearchParams(query)
    longer.set(field.name, text)
    if (longer.toString().length > maxLength) left.push(field.name)
    else query.set(field.name, text)
  }
  return { query: query.toString(), left }
}

/** A form's values from a URL query; names the form does not have are passed over. */
export function queryToValues(fields: Field[], query: string | URLSearchParams): FieldValues {
  const given = new URLSearchParams(query)
  const values: FieldValues = {}
  for (const field of fields) {
    const text = given.get(field.name)
    values[field.name] =
      text === null || field.kind === 'fixed' || field.secret
        ? field.initial
        : field.kind === 'yes-no'
          ? text === '1' || text === 'true'
          : text
  }
  return values
}
