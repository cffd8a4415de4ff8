import type { z } from 'zod'

/** True: the value passes the schema, and what the schema would make of it is the value itself. False: ask the schema. */
export type QuickCheck = (value: any) => boolean

const openOnes = new WeakMap<z.ZodType, QuickCheck | null>()
const closedOnes = new WeakMap<z.ZodType, QuickCheck | null>()

/**
 * A schema as one plain function that says yes without copying the message. Only for schemas that change nothing (loose objects, lists, plain
 * values); any other has none and is asked itself, as it is for every message that the function does not pass: errors are the schema's own.
 * The function is written as text and compiled, as zod does it: functions that call functions cost several times as much for every record.
 */
export const quickCheck = (schema: z.ZodType): QuickCheck | null => checkOf(schema, false)

/** As `quickCheck`, and true only if every field at every depth is one the schema names, and no number is beyond 2^53: then nothing odd was in the text. */
export const closedCheck = (schema: z.ZodType): QuickCheck | null => checkOf(schema, true)

function checkOf(schema: z.ZodType, closed: boolean): QuickCheck | null {
  const known = closed ? closedOnes : openOnes
  const made = known.get(schema)
  if (made !== undefined) return made
  const code: Code = { lines: [], given: [isPlain], closed }
  const test = testOf(schema, code)
  const check = test ? compile(code, test('v')) : null
  known.set(schema, check)
  return check
}

const most = Number.MAX_SAFE_INTEGER
const isPlain = (v: unknown): boolean =>
  v === null || typeof v === 'string' || typeof v === 'boolean' || (typeof v === 'number' && Math.abs(v) <= most)

type Def = Record<string, any> & { type: string }
/** Text of a test of the variable named. */
type Test = (name: string) => string
/** Functions that tests call, and values that have no text; the first is `isPlain`. */
interface Code {
  lines: string[]
  given: unknown[]
  closed: boolean
}

/** Everything in the text is from the contract's code: names of fields as JSON, and nothing that a record says. */
function compile({ lines, given }: Code, test: string): QuickCheck {
  return new Function('given', `'use strict'\n${lines.join('\n')}\nreturn (v) => ${test}`)(given)
}

function testOf(schema: any, code: Code): Test | undefined {
  const def: Def = schema._zod.def
  const make = makers[def.type]
  if (!make || (def.checks?.length && def.type !== 'string' && def.type !== 'custom')) return undefined
  return make(def, code)
}

const makers: Record<string, (def: Def, code: Code) => Test | undefined> = {
  string: (def) => {
    if (def.format || def.coerce) return undefined
    let least = 0
    for (const check of def.checks ?? []) {
      const rule = check._zod.def
      if (rule.check !== 'min_length') return undefined
      least = Math.max(least, rule.minimum)
    }
    return (v) => `(typeof ${v} === 'string' && ${v}.length >= ${least})`
  },
  number: (def, { closed }) => {
    if (def.coerce || (def.format && def.format !== 'safeint')) return undefined
    if (def.format) return (v) => `Number.isSafeInteger(${v})`
    return (v) =>
      closed ? `(typeof ${v} === 'number' && ${v} <= ${most} && ${v} >= -${most})` : `Number.isFinite(${v})`
  },
  boolean: (def) => (def.coerce ? undefined : (v) => `typeof ${v} === 'boolean'`),
  // Anything, but not nothing: JSON has no undefined, so it is a field that is missing.
  unknown: (_def, { closed }) => anything(closed),
  any: (_def, { closed }) => anything(closed),
  null: () => (v) => `${v} === null`,
  enum: (def, code) => oneOf(Object.values(def.entries), code),
  literal: (def, code) => oneOf(def.values, code),
  optional: (def, code) => orElse('undefined', testOf(def.innerType, code)),
  nullable: (def, code) => orElse('null', testOf(def.innerType, code)),
  custom: (def, code) => {
    if (def.checks?.length || typeof def.fn !== 'function') return undefined
    const fn = give(def.fn, code)
    return (v) => `(${code.closed ? `given[0](${v}) && ` : ''}${fn}(${v}) === true)`
  },
  union: (def, code) => {
    const options = all(def.options, code)
    // Exclusive options (`z.xor`) must not both pass.
    if (!options || def.inclusive === false) return undefined
    return (v) => `(${options.map((option) => option(v)).join(' || ')})`
  },
  array: (def, code) => {
    const item = testOf(def.element, code)
    if (!item) return undefined
    return write(
      code,
      `if (!Array.isArray(v)) return false; for (const item of v) if (!(${item('item')})) return false;`,
    )
  },
  object: (def, code) => {
    // A closed object drops or refuses what it does not name.
    if (def.catchall?._zod.def.type !== 'unknown') return undefined
    const tests = all(Object.values(def.shape), code)
    if (!tests) return undefined
    const fields = Object.keys(def.shape).map(
      (key, i) => `const f${i} = v[${JSON.stringify(key)}]; if (!(${tests[i]!(`f${i}`)})) return false;`,
    )
    const more = `let n = 0; for (const key in v) n++; if (n !== ${['0', ...tests.map((_, i) => `(f${i} !== undefined)`)].join(' + ')}) return false;`
    return write(
      code,
      `if (typeof v !== 'object' || v === null || Array.isArray(v)) return false; ${fields.join(' ')} ${code.closed ? more : ''}`,
    )
  },
}

function all(schemas: any[], code: Code): Test[] | undefined {
  const tests: Test[] = []
  for (const schema of schemas) {
    const test = testOf(schema, code)
    if (!test) return undefined
    tests.push(test)
  }
  return tests
}

/** A function of its own, with the statements that say no. */
function write({ lines }: Code, body: string): Test {
  const name = `check${lines.length}`
  lines.push(`const ${name} = (v) => { ${body} return true }`)
  return (v) => `${name}(${v})`
}

const give = (value: unknown, { given }: Code): string => `given[${given.push(value) - 1}]`

function oneOf(values: unknown[], code: Code): Test {
  if (values.length <= 8 && values.every((value) => typeof value === 'string'))
    return (v) => `(${values.map((value) => `${v} === ${JSON.stringify(value)}`).join(' || ') || 'false'})`
  const set = give(new Set(values), code)
  return (v) => `${set}.has(${v})`
}

const anything =
  (closed: boolean): Test =>
  (v) =>
    closed ? `given[0](${v})` : `${v} !== undefined`

const orElse = (other: string, test: Test | undefined): Test | undefined =>
  test && ((v) => `(${v} === ${other} || ${test(v)})`)
