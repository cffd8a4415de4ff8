import { z } from 'zod'
import type { Topic } from './contract.ts'
import { naiveUtc } from './wire.ts'

interface Node {
  type?: string | string[]
  properties?: Record<string, Node>
  required?: string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Node[]
  oneOf?: Node[]
  allOf?: Node[]
  items?: Node
  prefixItems?: Node[]
  minItems?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  format?: string
  pattern?: string
  default?: unknown
}

/** A message of a topic made from its schema alone, that its contract accepts; undefined when the schema does not tell enough. */
export function exampleOf(topic: Topic, now: Date): unknown {
  let node: Node
  try {
    node = z.toJSONSchema(topic.message, { io: 'input', unrepresentable: 'any' }) as Node
  } catch {
    return undefined
  }
  const value = made(node, '', now)
  try {
    return topic.message.safeParse(value).success ? value : undefined
  } catch {
    return undefined
  }
}

function made(node: Node, name: string, now: Date): unknown {
  if (node.const !== undefined) return node.const
  if (node.default !== undefined) return node.default
  if (node.enum) return node.enum[0]
  const options = node.anyOf ?? node.oneOf
  if (options) return made(options.find((option) => option.type !== 'null') ?? options[0]!, name, now)
  if (node.allOf) return Object.assign({}, ...node.allOf.map((part) => made(part, name, now)))
  const type = Array.isArray(node.type) ? node.type.find((t) => t !== 'null') : node.type
  if (type === 'object' || node.properties) return objectOf(node, now)
  if (type === 'array') {
    const items = node.prefixItems ?? Array.from({ length: node.minItems ?? 1 }, () => node.items ?? {})
    return items.map((item) => made(item, name, now))
  }
  if (type === 'number' || type === 'integer') return numberOf(node, type === 'integer')
  if (type === 'boolean') return false
  return textOf(node, name, now)
}

const objectOf = (node: Node, now: Date): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(node.properties ?? {})
      .filter(([key]) => node.required?.includes(key))
      .map(([key, child]) => [key, made(child, key, now)]),
  )

function numberOf({ minimum, maximum, exclusiveMinimum }: Node, whole: boolean): number {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + (whole ? 1 : 0.5))
  const wanted = Math.max(least, Math.min(1, maximum ?? 1))
  return Number.isFinite(wanted) && Math.abs(wanted) < 1e9 ? wanted : 1
}

function textOf({ minLength = 0, format, pattern }: Node, name: string, now: Date): string {
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000001'
  if (format === 'date-time' || /time|_at$|^at$/.test(name)) return naiveUtc(now)
  if (format === 'date' || /date$/.test(name)) return now.toISOString().slice(0, 10)
  if (pattern && /\\d/.test(pattern)) return '1'.repeat(Math.max(1, minLength))
  const text = /id$/.test(name) ? `example-${now.getTime()}` : 'example'
  return text.padEnd(minLength, 'x')
}
