import { z } from 'zod'

/** What the systems' messages are made of: Python services write nulls for what is absent, and text for numbers that JSON has none for. */

const words = ['NaN', 'Infinity', '-Infinity', 'inf', '-inf', 'infinity', '-infinity', 'nan'] as const

/** A finite number, or one of the words for those that are not (`parseJson` writes bare ones as text). */
export const num = z.union([z.number(), z.enum(words)])
export type Num = z.output<typeof num>

/** A string that says something. */
export const id = z.string().min(1)
/** Absent, null, or text. */
export const maybeText = z.string().nullish()
export const maybeNum = num.nullish()
/** A value only ever shown: text or any number. A union would try, and fail, the costly way first; explanations hold many of these. */
export const shown = z.custom<string | number | null>(
  (value) => value === null || typeof value === 'string' || typeof value === 'number',
  'must be text or a number',
)
/** Any object, keys unknown. */
export const anyObject = z.looseObject({})
export type Loose = Record<string, unknown>

/** A whole number of any size: a JavaScript number, or its digits where it would be rounded. */
export const int64 = z.union([z.int(), z.string().regex(/^-?\d+$/)])

/** A `num` as a JavaScript number; what is no number is NaN. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.NaN
  const word = value.toLowerCase()
  if (word === 'inf' || word === 'infinity') return Number.POSITIVE_INFINITY
  if (word === '-inf' || word === '-infinity') return Number.NEGATIVE_INFINITY
  return word.trim() === '' ? Number.NaN : Number(word)
}

/** A `num` for a chart or a measure: null unless finite. */
export function finite(value: unknown): number | null {
  const n = toNumber(value)
  return Number.isFinite(n) ? n : null
}

export const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A message that comes in dialects: `pick` names the schema for a value, so that errors tell what is wrong in *that* dialect,
 * with the path. A union would only say that none fits.
 */
export function dialects(pick: (value: unknown) => z.ZodType) {
  return z.unknown().transform((value, context): any => {
    const read = pick(value).safeParse(value)
    if (read.success) return read.data
    for (const { message, path } of read.error.issues) context.addIssue({ code: 'custom', message, path })
    return z.NEVER
  })
}

/** The wall clock without zone, to the millisecond, as Python's `datetime.now().isoformat()` reads. */
export const naiveLocal = (now: Date): string =>
  new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, -1)
/** The same in UTC, as `datetime.utcnow().isoformat()` reads. */
export const naiveUtc = (now: Date): string => now.toISOString().slice(0, -1)

/** A time typed into a form that must carry no zone. */
export const naiveTime = z.iso
  .datetime({ local: true, error: 'must be a time like 2026-02-19T10:30:00' })
  .refine((text) => !text.endsWith('Z'), 'must be the time of day without zone: leave out the Z')
