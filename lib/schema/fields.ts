import { isObject, type Loose } from '../wire.ts'

/** One place in a message, as its schema describes it. */
export interface SchemaField {
  /** "payload.points[].x"; the message itself is "". */
  path: string
  type: string
  required: boolean
  /** Values, format and limits, in words. */
  rules: string
  description: string
}

const deepest = 12
/** A schema of more places than this is cut: nobody reads it on a page. */
const most = 2000

/** The fields of a JSON Schema or an Avro schema, in the order they are written; null when the text is neither. */
export function schemaFields(type: string, text: string): SchemaField[] | null {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return null
  }
  const fields: SchemaField[] = []
  if (type === 'AVRO') avro(root, '', fields)
  else if (type === 'JSON' && isObject(root)) json(root, { path: '', required: true, root, above: [] }, fields)
  else return null
  return fields.slice(0, most)
}

interface Place {
  path: string
  required: boolean
  root: Loose
  /** References on the way here: one that comes again is a circle. */
  above: string[]
}

function json(node: Loose, place: Place, into: SchemaField[]): void {
  const { path, required, root } = place
  const ref = typeof node.$ref === 'string' ? node.$ref : undefined
  const circle = ref !== undefined && place.above.includes(ref)
  const above = ref === undefined ? place.above : [...place.above, ref]
  const here = ref !== undefined && !circle ? { ...pointed(root, ref), ...node } : node
  const parts = [here, ...all(here.allOf)]
  const options = [...all(here.anyOf), ...all(here.oneOf)].filter((option) => option.type !== 'null')
  if (path)
    into.push({
      path,
      type: circle ? 'again' : typeOf(parts, root),
      required,
      rules: parts.map(rulesOf).filter(Boolean).join(', '),
      description: String(here.description ?? here.title ?? ''),
    })
  if (circle || path.split('.').length > deepest || into.length > most) return
  const go = (child: Loose, name: string, needed: boolean) =>
    json(child, { path: name, required: needed, root, above }, into)
  const named = (name: string) => (path ? `${path}.${name}` : name)
  for (const part of parts) {
    const needed = strings(part.required)
    for (const [name, child] of Object.entries(objectOf(part.properties)))
      if (isObject(child)) go(child, named(name), needed.includes(name))
    if (isObject(part.items)) go(part.items, `${path}[]`, true)
  }
  // A field of one alternative is needed only if every alternative needs it.
  const shapes = options.map((option) => (typeof option.$ref === 'string' ? pointed(root, option.$ref) : option))
  const seen = new Set<string>()
  for (const shape of shapes)
    for (const [name, child] of Object.entries(objectOf(shape.properties))) {
      if (seen.has(name) || !isObject(child)) continue
      seen.add(name)
      go(
        child,
        named(name),
        shapes.every((one) => strings(one.required).includes(name)),
      )
    }
}

const all = (list: unknown): Loose[] => (Array.isArray(list) ? list.filter(isObject) : [])
const objectOf = (value: unknown): Loose => (isObject(value) ? value : {})
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [])

/** "#/definitions/x" in the same document; elsewhere is nowhere. */
function pointed(root: Loose, ref: string): Loose {
  if (!ref.startsWith('#')) return {}
  const found = ref
    .slice(1)
    .split('/')
    .filter(Boolean)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), root)
  return objectOf(found)
}

function typeOf(parts: Loose[], root: Loose): string {
  const names = parts.flatMap((part) => {
    if (typeof part.type === 'string') return [part.type]
    if (Array.isArray(part.type)) return part.type.map(String)
    if (part.const !== undefined) return [typeof part.const]
    if (Array.isArray(part.enum)) return [...new Set(part.enum.map((v) => (v === null ? 'null' : typeof v)))]
    const options = [...all(part.anyOf), ...all(part.oneOf)].map((o) =>
      typeof o.$ref === 'string' ? { ...pointed(root, o.$ref), ...o } : o,
    )
    if (options.length) return options.map((option) => typeOf([option], root))
    return isObject(part.properties) ? ['object'] : isObject(part.items) ? ['array'] : []
  })
  return [...new Set(names.flatMap((name) => name.split(' or ')))].join(' or ') || 'any'
}

const limits: [key: string, say: (value: unknown) => string][] = [
  ['const', (v) => `always ${JSON.stringify(v)}`],
  ['enum', (v) => strings(v).join(' | ') || JSON.stringify(v)],
  ['format', String],
  ['minimum', (v) => `from ${v}`],
  ['exclusiveMinimum', (v) => `more than ${v}`],
  ['maximum', (v) => `up to ${v}`],
  ['exclusiveMaximum', (v) => `less than ${v}`],
  ['minLength', (v) => `at least ${v} characters`],
  ['maxLength', (v) => `at most ${v} characters`],
  ['minItems', (v) => `at least ${v}`],
  ['maxItems', (v) => `at most ${v}`],
  ['pattern', (v) => `like ${v}`],
  ['additionalProperties', (v) => (v === false ? 'nothing else' : '')],
]
const rulesOf = (node: Loose): string =>
  limits
    .flatMap(([key, say]) => (node[key] === undefined ? [] : [say(node[key])]))
    .filter(Boolean)
    .join(', ')

function avro(node: unknown, path: string, into: SchemaField[], required = true, about = ''): void {
  if (path.split('.').length > deepest || into.length > most) return
  const options = Array.isArray(node) ? node : [node]
  const names = options.map((o) =>
    typeof o === 'string' ? o : String(objectOf(o).logicalType ?? objectOf(o).type ?? 'any'),
  )
  const symbols = options.flatMap((o) => strings(objectOf(o).symbols))
  if (path)
    into.push({
      path,
      type: names.join(' or '),
      required: required && !names.includes('null'),
      rules: symbols.join(' | '),
      description: about,
    })
  for (const option of options.filter(isObject)) {
    if (option.type === 'record')
      for (const field of all(option.fields))
        avro(
          field.type,
          path ? `${path}.${field.name}` : String(field.name),
          into,
          field.default === undefined,
          String(field.doc ?? ''),
        )
    if (option.type === 'array') avro(option.items, `${path}[]`, into)
    if (option.type === 'map') avro(option.values, `${path}{}`, into)
    // A named type may be written out inside of "type".
    if (isObject(option.type)) avro(option.type, path, into.length && path ? [] : into)
  }
}
