import { z } from 'zod'

/**
 * One field of a generated form. `fixed` is never drawn: its value is always the same. `lines` is a text area with one item a line
 * (`items: 'numbers'`: each line a row of numbers). `json` is whatever no simpler widget can hold.
 */
export interface Field {
  /** Path in the input, dotted: "options.max_dimension". */
  name: string
  title: string
  kind: 'text' | 'number' | 'choice' | 'yes-no' | 'time' | 'lines' | 'json' | 'fixed'
  required: boolean
  hint?: string
  unit?: string
  placeholder?: string
  widget?: string
  /** Never in an address. */
  secret?: boolean
  min?: number
  max?: number
  whole?: true
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  items?: 'text' | 'number' | 'numbers'
  /** Numbers a line may hold at most. */
  columns?: number
  choices?: { value: string; title: string; raw: unknown }[]
  /** Fields of a group stand together under its name. */
  group?: string
  /** Asked only while each of these other fields holds one of the values; otherwise neither shown nor sent. */
  when?: Record<string, string[]>
  /** What the form begins with. */
  initial: FieldValue
  raw?: unknown
}

/** What a control holds while it is edited. */
export type FieldValue = string | boolean
export type FieldValues = Record<string, FieldValue>

interface Node {
  type?: string | string[]
  properties?: Record<string, Node>
  required?: string[]
  enum?: unknown[]
  const?: unknown
  items?: Node
  anyOf?: Node[]
  default?: unknown
  format?: string
  title?: string
  description?: string
  unit?: string
  placeholder?: string
  widget?: string
  secret?: boolean
  group?: string
  when?: Record<string, string[]>
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

/** The fields of a form's input schema, nested objects flattened into dotted names, in the order they are declared. */
export function fieldsOf(schema: z.ZodType): Field[] {
  return walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node, '', true)
}

function walk(node: Node, path: string, needed: boolean): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = path ? `${path}.${key}` : key
    const plain = withoutNull(child)
    const required = needed && !!node.required?.includes(key) && plain === child && child.default === undefined
    if (plain.type === 'object' && plain.properties && !plain.widget) return walk(withDefaults(plain), name, required)
    return [fieldOf(name, plain, required)]
  })
}

/** A default given to a nested object becomes the defaults of its fields. */
function withDefaults(node: Node): Node {
  const given = node.default
  if (!given || typeof given !== 'object') return node
  const properties = Object.entries(node.properties ?? {}).map(([key, child]) => {
    const value = (given as Record<string, unknown>)[key]
    return [key, value === undefined ? child : { ...child, default: value }] as const
  })
  return { ...node, properties: Object.fromEntries(properties) }
}

function withoutNull(node: Node): Node {
  if (Array.isArray(node.type) && node.type.includes('null')) {
    const rest = node.type.filter((t) => t !== 'null')
    return { ...node, type: rest.length === 1 ? rest[0]! : rest }
  }
  const others = node.anyOf?.filter((option) => option.type !== 'null')
  if (!others || others.length === node.anyOf?.length) return node
  const { anyOf: _, ...rest } = node
  return others.length === 1 ? { ...others[0], ...rest } : { ...rest, anyOf: others }
}

function fieldOf(name: string, node: Node, required: boolean): Field {
  const field: Field = { name, title: node.title ?? titleOf(name), kind: kindOf(node), required, initial: '' }
  const facts: Partial<Field> = {
    hint: node.description,
    unit: node.unit,
    placeholder: node.placeholder,
    widget: node.widget,
    secret: node.secret,
    group: node.group,
    when: node.when,
    min: node.minimum ?? node.exclusiveMinimum,
    max: node.maximum ?? node.exclusiveMaximum,
    minLength: node.minLength,
    maxLength: node.maxLength,
    minItems: node.minItems,
    maxItems: node.maxItems,
  }
  // Whole numbers carry the safe-integer bounds in JSON Schema; they are no help to anyone filling in a form.
  if (facts.min === Number.MIN_SAFE_INTEGER) delete facts.min
  if (facts.max === Number.MAX_SAFE_INTEGER) delete facts.max
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) Object.assign(field, { [key]: value })
  if (node.type === 'integer') field.whole = true
  if (field.kind === 'fixed') field.raw = node.const
  if (field.kind === 'choice')
    field.choices = node.enum!.map((raw) => ({ value: String(raw), title: String(raw), raw }))
  if (field.kind === 'lines') field.items = itemsOf(node.items)
  if (field.items === 'numbers' && node.items?.maxItems) field.columns = node.items.maxItems
  field.initial = field.kind === 'fixed' ? String(node.const) : toValue(field, node.default)
  return field
}

function kindOf(node: Node): Field['kind'] {
  if (node.const !== undefined) return 'fixed'
  if (node.enum) return 'choice'
  if (node.type === 'boolean') return 'yes-no'
  if (node.type === 'number' || node.type === 'integer') return 'number'
  if (node.type === 'string') return node.format === 'date-time' ? 'time' : 'text'
  if (node.type === 'array' && itemsOf(node.items)) return 'lines'
  return 'json'
}

function itemsOf(items: Node | undefined): Field['items'] {
  const number = (node: Node | undefined) => node?.type === 'number' || node?.type === 'integer'
  if (items?.type === 'string') return 'text'
  if (number(items)) return 'number'
  if (items?.type === 'array' && number(items.items)) return 'numbers'
  return undefined
}

const titleOf = (name: string): string => {
  const words = name.slice(name.lastIndexOf('.') + 1).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How a value of the input looks in its control. */
export function toValue(field: Field, value: unknown): FieldValue {
  if (field.kind === 'yes-no') return value === true
  if (value === undefined || value === null) return ''
  if (field.kind === 'lines' && Array.isArray(value))
    return value.map((item) => (Array.isArray(item) ? item.join(', ') : String(item))).join('\n')
  return field.kind === 'json' || typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** Fields that begin with values known only now; names they do not have are passed over. */
export const proposed = (fields: Field[], values: Record<string, unknown>): Field[] =>
  fields.map((field) =>
    Object.hasOwn(values, field.name) ? { ...field, initial: toValue(field, values[field.name]) } : field,
  )
