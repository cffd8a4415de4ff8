import type { z } from 'zod'
import { type Field, type FieldValue, type FieldValues, toValue } from './fields.ts'

/** What a form begins with: every field's initial value. */
export const initialValues = (fields: Field[]): FieldValues =>
  Object.fromEntries(fields.map((field) => [field.name, field.initial]))

/** An input (a preset, an earlier request) as control values; names may be nested or dotted. Fields it does not mention keep their initial value. */
export function inputToValues(fields: Field[], input: Record<string, unknown>): FieldValues {
  const values = initialValues(fields)
  for (const field of fields) {
    const found = Object.hasOwn(input, field.name) ? input[field.name] : at(input, field.name.split('.'))
    if (found !== undefined && field.kind !== 'fixed') values[field.name] = toValue(field, found)
  }
  return values
}

const at = (value: unknown, path: string[]): unknown =>
  path.reduce<unknown>(
    (here, key) =>
      here && typeof here === 'object' && Object.hasOwn(here, key) ? (here as Record<string, unknown>)[key] : undefined,
    value,
  )

/** Whether a field is asked for, given what the others hold. */
export const isAsked = (field: Field, values: FieldValues): boolean =>
  !field.when || Object.entries(field.when).every(([name, allowed]) => allowed.includes(String(values[name] ?? '')))

/** Control values as the input the schema expects. Empty controls are left out; what cannot be read as the field's kind is passed on as text, so that the schema can say so. */
export function valuesToInput(fields: Field[], values: FieldValues): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const field of fields) {
    const value = isAsked(field, values) ? read(field, values[field.name] ?? field.initial) : undefined
    if (value !== undefined) put(input, field.name.split('.'), value)
  }
  // A constant alone does not make an optional group of fields present.
  for (const field of fields) {
    const path = field.name.split('.')
    if (field.kind === 'fixed' && (path.length === 1 || field.required || at(input, path.slice(0, -1))))
      put(input, path, field.raw)
  }
  return input
}

function put(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [head, ...rest] = path as [string, ...string[]]
  if (!rest.length) {
    into[head] = value
    return
  }
  if (!Object.hasOwn(into, head)) into[head] = {}
  put(into[head] as Record<string, unknown>, rest, value)
}

function read(field: Field, value: FieldValue): unknown {
  if (field.kind === 'fixed') return undefined
  if (typeof value === 'boolean') return value || field.required || field.initial ? value : undefined
  const text = field.kind === 'text' ? value : value.trim()
  if (text === '') return field.kind === 'lines' && field.required ? [] : undefined
  if (field.kind === 'number') return number(text)
  if (field.kind === 'choice') return field.choices?.find((choice) => choice.value === text)?.raw ?? text
  if (field.kind === 'lines') return lines(text, field.items)
  if (field.kind === 'json') return json(text)
  return text
}

const number = (text: string): number | string =>
  /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text

function lines(text: string, items: Field['items']): unknown[] {
  const each = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  if (items === 'number') return each.map(number)
  if (items === 'numbers')
    return each.map((line) =>
      line
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(number),
    )
  return each
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export type Checked<T = any> = { ok: true; data: T } | { ok: false; errors: Record<string, string> }

/** Parses an input; errors are one sentence per field, in words a person filling in the form can act on. */
export function checkInput<S extends z.ZodType>(schema: S, input: unknown): Checked<z.output<S>> {
  const parsed = schema.safeParse(input, { error: sayIssue })
  return parsed.success ? { ok: true, data: parsed.data } : { ok: false, errors: errorsByField(parsed.error.issues) }
}

/** Issues by dotted field name. An item of a list is named by its line; several issues of a field are joined. `''` is the form as a whole. */
export function errorsByField(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): Record<string, string> {
  const found: Record<string, string[]> = {}
  for (const issue of issues) {
    const index = issue.path.findIndex((step) => typeof step === 'number')
    const name = (index < 0 ? issue.path : issue.path.slice(0, index)).map(String).join('.')
    const [line, column] = index < 0 ? [] : issue.path.slice(index)
    const where =
      line === undefined
        ? ''
        : `line ${Number(line) + 1}${typeof column === 'number' ? `, column ${column + 1}` : ''}: `
    found[name] = [...(found[name] ?? []), where + issue.message]
  }
  return Object.fromEntries(Object.entries(found).map(([name, said]) => [name, join(said)]))
}

/** A long list with the same mistake on every line needs only the first few said. */
const join = (said: string[]): string =>
  said.length <= 5 ? said.join('; ') : `${said.slice(0, 3).join('; ')}; and ${said.length - 3} more`

const kinds: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'yes or no',
  array: 'a list',
  object: 'an object',
}

function sayIssue(issue: any): string | undefined {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is needed' : `must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'unrecognized_keys') return `has fields that are not known: ${issue.keys.join(', ')}`
  if (issue.code === 'too_small') return small(issue)
  if (issue.code === 'too_big') return big(issue)
  if (issue.code === 'invalid_format' && issue.format === 'uuid') return 'must be a UUID'
  return undefined
}

function small({ origin, minimum, inclusive }: { origin: string; minimum: number; inclusive?: boolean }): string {
  if (origin === 'string') return minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`
  if (origin === 'array') return minimum === 1 ? 'needs at least one' : `needs at least ${minimum}`
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`
}

function big({ origin, maximum, inclusive }: { origin: string; maximum: number; inclusive?: boolean }): string {
  if (origin === 'string') return `must have at most ${maximum} characters`
  if (origin === 'array') return `may have at most ${maximum}`
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`
}
