import { frameOf, typeName } from './frame.ts'
import { JsonError, loads, type Py, PythonError } from './python-json.ts'
import { bytesRepr, decodeUtf8 } from './python-text.ts'
import { inputsOf } from './schema.ts'

/** The texts of a request; or why there are none: `envelope` when it is no request at all, `schema` when its table is wrong. */
export type Read = { ok: true; texts: string[] } | { ok: false; at: 'envelope' | 'schema'; error: string }

const generic = (error: string): Read => ({
  ok: false,
  at: 'envelope',
  error: `Error during prediction processing: ${error}`,
})

/** Reads a record as FinRobot does (json, pandas, pandera), with the same words for what is wrong. Never throws. */
export function readRequest(value: Buffer | null): Read {
  if (value === null) return generic("'NoneType' object has no attribute 'decode'")
  const decoded = decodeUtf8(value)
  if ('complaint' in decoded) return generic(decoded.complaint)
  const texts = textsAtOnce(decoded.text)
  if (texts) return { ok: true, texts }

  let message: Py
  try {
    message = loads(decoded.text)
  } catch (error) {
    if (!(error instanceof JsonError)) return generic((error as Error).message)
    const why = `Failed to decode JSON message: ${error.message}. Raw message: ${bytesRepr(value)}`
    return { ok: false, at: 'envelope', error: why }
  }
  if (!(message instanceof Map)) return generic(noKeys(message))
  const data = message.get('input_data')
  if (data === undefined) return generic("'input_data'")
  try {
    return { ok: true, texts: inputsOf(frameOf(data)) }
  } catch (error) {
    if (!(error instanceof PythonError)) throw error
    return { ok: false, at: 'schema', error: error.message }
  }
}

/** The usual request, a column of texts, without the slow parser that keeps Python's kinds of numbers apart. */
function textsAtOnce(text: string): string[] | undefined {
  try {
    const data = JSON.parse(text)?.input_data
    if (!data || typeof data !== 'object' || Array.isArray(data)) return undefined
    const { input } = data
    if (!Array.isArray(input) || Object.keys(data).length !== 1) return undefined
    return input.every((cell) => typeof cell === 'string') ? input : undefined
  } catch {
    return undefined
  }
}

function noKeys(message: Py): string {
  if (Array.isArray(message)) return 'list indices must be integers or slices, not str'
  if (typeof message === 'string') return "string indices must be integers, not 'str'"
  return `'${typeName(message)}' object is not subscriptable`
}
