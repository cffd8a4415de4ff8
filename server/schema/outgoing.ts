import { z } from 'zod'
import { errorsByField } from '#lib/request/values.ts'
import type { SchemaDeclared } from '#lib/schema/declared.ts'
import { isObject, type Loose } from '#lib/wire.ts'

/** A registered schema, ready to check messages; or why it cannot. */
export type Check = { ok: true; errors: (message: unknown) => Record<string, string> } | { ok: false; why: string }

/** Reads a registered schema. JSON Schema is checked with what zod knows of it; where that is not enough, nothing is claimed. */
export function readCheck(type: string, schema: string): Check {
  if (type !== 'JSON')
    return {
      ok: false,
      why: `${type} schemas are not checked here: the messages of this topic are JSON without a schema id`,
    }
  try {
    const read = z.fromJSONSchema(explicit(JSON.parse(schema)))
    return {
      ok: true,
      errors: (message) => {
        const checked = read.safeParse(message)
        return checked.success ? {} : errorsByField(checked.error.issues)
      },
    }
  } catch (error) {
    return { ok: false, why: `it uses what cannot be checked here: ${error instanceof Error ? error.message : error}` }
  }
}

const anything = ['string', 'number', 'boolean', 'null', 'array', 'object']

/** Zod takes a required field of which nothing more is said as one that may be left out: it is said to be of any type instead. */
function explicit(node: any): any {
  if (Array.isArray(node)) return node.map(explicit)
  if (!isObject(node)) return node
  const inner: Loose = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'enum' || key === 'const' || key === 'default' ? value : explicit(value),
    ]),
  )
  if (!Array.isArray(node.required)) return inner
  const properties: Loose = isObject(inner.properties) ? inner.properties : {}
  const bare = node.required.filter(
    (name) => isObject(properties[name] ?? {}) && !says(properties[name] as Loose | undefined),
  )
  return {
    ...inner,
    properties: {
      ...properties,
      ...Object.fromEntries(bare.map((name) => [name, { ...(properties[name] as Loose), type: anything }])),
    },
  }
}
const says = (node: Loose = {}): boolean =>
  ['type', 'enum', 'const', '$ref', 'anyOf', 'oneOf', 'allOf', 'not'].some((key) => key in node)

/** What a message breaks in the newest registered schema of its kind, in one sentence; undefined when it may leave. */
export function createOutgoing(deps: {
  declared: readonly SchemaDeclared[]
  registered: (subject: string) => { version: number; check: Check } | undefined
}) {
  return (topic: string, message: unknown): string | undefined => {
    for (const { subject, topics, fits } of deps.declared) {
      if (!topics.includes(topic) || !fits(message)) continue
      const found = deps.registered(subject)
      if (!found?.check.ok) continue
      const [first, ...more] = Object.entries(found.check.errors(message))
      if (!first) continue
      const [field, said] = first
      return `The schema registry would not have it: ${field || 'the message'}: ${said}${more.length ? ` (and ${more.length} more)` : ''}. It is checked against ${subject}, version ${found.version}.`
    }
    return undefined
  }
}
