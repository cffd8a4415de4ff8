import type { z } from 'zod'

/** True: the value passes the schema, and what the schema would make of it is the value itself. False: ask the schema. */
export type QuickCheck = (value: any) => boolean

const known = new WeakMap<z.ZodType, QuickCheck | null>()

/**
 * A schema as one plain function that says yes without copying the message. Only for schemas that change nothing (loose objects, lists, plain
 * values); any other has none and is asked itself, as it is for every message that the function does not pass: errors are the schema's own.
 * The function is written as text and compiled, as zod does it: functions that call functions cost several times as much for every record.
 */
export function quickCheck(schema: z.ZodType): QuickCheck | null {
  const made = known.get(schema)
  if (made !== undefined) return made
  const code: Code = { lines: [], given: [] }
  const test = testOf(schema, code)
  const check = test ? compile(code, test('v')) : null
  known.set(schema, check)
  return check
}

type Def = Record<string, any> & { type: string }
/** Text of a test of the variable named. */
type Test = (name: string) => string
/** Functions that tests call, and values that have no text. */
interface Code {
  lines: string[]
  given: unknown[]
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
  number: (def) => {
    if (def.coerce || (def.format && def.format !== 'safeint')) return undefined
    return def.format ? (v) => `Number.isSafeInteger(${v})` : (v) => `Number.isFinite(${v})`
  },
  boolean: (def) => (def.coerce ? undefined : (v) => `typeof ${v} === 'boolean'`),
  // Anything, but not nothing: JSON has no undefined, so it is a field that is missing.
  unknown: () => (v) => `${v} !== undefined`,
  any: () => (v) => `${v} !== undefined`,
  null: () => (v) => `${v} === null`,
  enum: (def, code) => oneOf(Object.values(def.entries), code),
  literal: (def, code) => oneOf(def.values, code),
  optional: (def, code) => orElse('undefined', testOf(def.innerType, code)),
  nullable: (def, code) => orElse('null', testOf(def.innerType, code)),
  custom: (def, code) => {
    if (def.checks?.length || typeof def.fn !== 'function') return undefined
    const fn = give(def.fn, code)
    return (v) => `${fn}(${v}) === true`
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
    const keys = Object.keys(def.shape)
    const tests = all(Object.values(def.shape), code)
    if (!tests) return undefined
    const fields = keys.map(
      (key, i) => `const f${i} = v[${JSON.stringify(key)}]; if (!(${tests[i]!(`f${i}`)})) return false;`,
    )
    return write(code, `if (typeof v !== 'object' || v === null || Array.isArray(v)) return false; ${fields.join(' ')}`)
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
  const set = give(new Set(values), code)
  const few = values.length <= 8 && values.every((value) => typeof value === 'string')
  return (v) =>
    few ? `(${values.map((value) => `${v} === ${JSON.stringify(value)}`).join(' || ')})` : `${set}.has(${v})`
}

const orElse = (other: string, test: Test | undefined): Test | undefined =>
  test && ((v) => `(${v} === ${other} || ${test(v)})`)
