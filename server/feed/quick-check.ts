import type { z } from 'zod'

/** True: the value passes the schema, and what the schema would make of it is the value itself. False: ask the schema. */
export type QuickCheck = (value: any) => boolean

const known = new WeakMap<z.ZodType, QuickCheck | null>()

/**
 * A schema as one plain function that says yes without copying the message. Only for schemas that change nothing (loose objects, lists, plain
 * values); any other has none and is asked itself, as it is for every message that the function does not pass: errors are the schema's own.
 */
export function quickCheck(schema: z.ZodType): QuickCheck | null {
  const made = known.get(schema)
  if (made !== undefined) return made
  const check = compile(schema) ?? null
  known.set(schema, check)
  return check
}

type Def = Record<string, any> & { type: string }

function compile(schema: any): QuickCheck | undefined {
  const def: Def = schema._zod.def
  const make = makers[def.type]
  if (!make || (def.checks?.length && def.type !== 'string' && def.type !== 'custom')) return undefined
  return make(def)
}

const makers: Record<string, (def: Def) => QuickCheck | undefined> = {
  string: (def) => {
    if (def.format || def.coerce) return undefined
    let least = 0
    for (const check of def.checks ?? []) {
      const rule = check._zod.def
      if (rule.check !== 'min_length') return undefined
      least = Math.max(least, rule.minimum)
    }
    return least === 0 ? isText : (value) => typeof value === 'string' && value.length >= least
  },
  number: (def) =>
    def.coerce || (def.format && def.format !== 'safeint') ? undefined : def.format ? isSafe : isNumber,
  boolean: (def) => (def.coerce ? undefined : (value) => typeof value === 'boolean'),
  // Anything, but not nothing: JSON has no undefined, so it is a field that is missing.
  unknown: () => (value) => value !== undefined,
  any: () => (value) => value !== undefined,
  null: () => (value) => value === null,
  enum: (def) => oneOf(Object.values(def.entries)),
  literal: (def) => oneOf(def.values),
  optional: (def) => orElse(compile(def.innerType), undefined),
  nullable: (def) => orElse(compile(def.innerType), null),
  custom: (def) => (def.checks?.length || typeof def.fn !== 'function' ? undefined : (value) => def.fn(value) === true),
  union: (def) => {
    const options = all(def.options)
    // Exclusive options (`z.xor`) must not both pass.
    if (!options || def.inclusive === false) return undefined
    return (value) => {
      for (let i = 0; i < options.length; i++) if (options[i]!(value)) return true
      return false
    }
  },
  array: (def) => {
    const item = compile(def.element)
    return (
      item &&
      ((value) => {
        if (!Array.isArray(value)) return false
        for (let i = 0; i < value.length; i++) if (!item(value[i])) return false
        return true
      })
    )
  },
  object: (def) => {
    // A closed object drops or refuses what it does not name.
    if (def.catchall?._zod.def.type !== 'unknown') return undefined
    const keys = Object.keys(def.shape)
    const checks = all(Object.values(def.shape))
    if (!checks) return undefined
    return (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
      for (let i = 0; i < keys.length; i++) if (!checks[i]!(value[keys[i]!])) return false
      return true
    }
  },
}

function all(schemas: any[]): QuickCheck[] | undefined {
  const checks: QuickCheck[] = []
  for (const schema of schemas) {
    const check = compile(schema)
    if (!check) return undefined
    checks.push(check)
  }
  return checks
}

const isText: QuickCheck = (value) => typeof value === 'string'
const isNumber: QuickCheck = Number.isFinite
const isSafe: QuickCheck = Number.isSafeInteger
const oneOf = (values: unknown[]): QuickCheck => {
  const set = new Set(values)
  return (value) => set.has(value)
}
const orElse = (check: QuickCheck | undefined, other: null | undefined): QuickCheck | undefined =>
  check && ((value) => value === other || check(value))
