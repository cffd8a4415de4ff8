/** One complaint as FastAPI words it. */
export interface Complaint {
  type: string
  loc: (string | number)[]
  msg: string
  input: unknown
  ctx?: object
}

/** The request's shape is wrong: answered with 422. */
export class Unprocessable extends Error {
  override name = 'Unprocessable'
  readonly detail: Complaint[]
  constructor(...detail: Complaint[]) {
    super(detail[0]?.msg)
    this.detail = detail
  }
}

export function wantedObject(body: unknown): Record<string, unknown> {
  if (body === undefined)
    throw new Unprocessable({ type: 'missing', loc: ['body'], msg: 'Field required', input: null })
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new Unprocessable({
    type: 'model_attributes_type',
    loc: ['body'],
    msg: 'Input should be a valid dictionary or object to extract fields from',
    input: body,
  })
}

/** Rejects what is not a string; `optional` lets null and absence through as null. */
export function wantedText(fields: Record<string, unknown>, name: string, optional = false): string | null {
  const value = fields[name]
  if (typeof value === 'string') return value
  if (optional && (value === undefined || value === null)) return null
  if (value === undefined) throw new Unprocessable(missing(name, fields))
  throw new Unprocessable({
    type: 'string_type',
    loc: ['body', name],
    msg: 'Input should be a valid string',
    input: value,
  })
}

/** At most 10,000 strings. */
export function wantedList(fields: Record<string, unknown>, name: string): string[] {
  const value = fields[name]
  if (value === undefined) throw new Unprocessable(missing(name, fields))
  if (!Array.isArray(value))
    throw new Unprocessable({
      type: 'list_type',
      loc: ['body', name],
      msg: 'Input should be a valid list',
      input: value,
    })
  const wrong = value.flatMap((item, i): Complaint[] =>
    typeof item === 'string'
      ? []
      : [{ type: 'string_type', loc: ['body', name, i], msg: 'Input should be a valid string', input: item }],
  )
  if (wrong.length) throw new Unprocessable(...wrong)
  if (value.length > 10_000) {
    throw new Unprocessable({
      type: 'too_long',
      loc: ['body', name],
      msg: `List should have at most 10000 items after validation, not ${value.length}`,
      input: value.length,
    })
  }
  return value
}

export function wantedNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name)
  if (text === null) return otherwise
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text)
  throw new Unprocessable({
    type: 'int_parsing',
    loc: ['query', name],
    msg: 'Input should be a valid integer, unable to parse string as an integer',
    input: text,
  })
}

const missing = (name: string, input: unknown): Complaint => ({
  type: 'missing',
  loc: ['body', name],
  msg: 'Field required',
  input,
})
