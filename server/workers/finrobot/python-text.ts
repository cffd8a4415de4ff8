import type { Py } from './python-json.ts'

/** `str()` of Python. */
export const str = (value: Py): string => (typeof value === 'string' ? value : repr(value))

/** `repr()` of Python. */
export function repr(value: Py): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return float(value)
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  return `{${[...value].map(([k, v]) => `${quoted(k)}: ${repr(v)}`).join(', ')}}`
}

/** A float: shortest digits that give it back, with a point or an exponent. */
export function float(x: number): string {
  if (Number.isNaN(x)) return 'nan'
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf'
  if (Object.is(x, -0)) return '-0.0'
  if (x === 0) return '0.0'
  const [digits = '', power = '0'] = x.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const text = exponent < 0 ? x.toFixed(Math.min(100, digits.replace(/[-.]/g, '').length - 1 - exponent)) : String(x)
  return text.includes('.') ? text : `${text}.0`
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }
const quoteFor = (text: string): string => (text.includes("'") && !text.includes('"') ? '"' : "'")

function quoted(text: string): string {
  const quote = quoteFor(text)
  let out = ''
  for (const c of text) {
    const code = c.codePointAt(0)!
    if (named[c]) out += named[c]
    else if (c === quote) out += `\\${c}`
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c)) out += c
    else if (code <= 0xff) out += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code <= 0xffff) out += `\\u${code.toString(16).padStart(4, '0')}`
    else out += `\\U${code.toString(16).padStart(8, '0')}`
  }
  return quote + out + quote
}

/** `repr()` of bytes: what an error shows of a record that is not text. */
export function bytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  let out = ''
  for (const byte of bytes) {
    const c = String.fromCharCode(byte)
    if (named[c]) out += named[c]
    else if (c === quote) out += `\\${c}`
    else out += byte >= 0x20 && byte < 0x7f ? c : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `b${quote}${out}${quote}`
}

/** Shortest decimal that is this 32-bit float, as numpy prints it. */
export function float32(x: number): number {
  if (!Number.isFinite(x)) return x
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(x.toPrecision(digits))
    if (Math.fround(short) === x) return short
  }
  return x
}

/** UTF-8 text, or Python's complaint about the first byte that is none. */
export function decodeUtf8(bytes: Uint8Array): { text: string } | { complaint: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { complaint: complaintOf(bytes) }
  }
}

function complaintOf(bytes: Uint8Array): string {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!
    const long = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4
    if (first >= 0x80 && (first < 0xc2 || first > 0xf4)) return said(bytes, at, 1, 'invalid start byte')
    let good = 1
    while (good < long && isNext(bytes, at, good)) good++
    if (good < long)
      return said(bytes, at, good, at + good >= bytes.length ? 'unexpected end of data' : 'invalid continuation byte')
    at += long
  }
  return "'utf-8' codec can't decode the message"
}

/** Whether the nth byte of a character may follow: the second one also excludes surrogates and what is too long or too high. */
function isNext(bytes: Uint8Array, at: number, nth: number): boolean {
  const byte = bytes[at + nth]
  if (byte === undefined || byte < 0x80 || byte > 0xbf) return false
  if (nth > 1) return true
  const first = bytes[at]!
  if (first === 0xe0) return byte >= 0xa0
  if (first === 0xed) return byte <= 0x9f
  if (first === 0xf0) return byte >= 0x90
  return first !== 0xf4 || byte <= 0x8f
}

const said = (bytes: Uint8Array, at: number, n: number, why: string): string =>
  n === 1
    ? `'utf-8' codec can't decode byte 0x${bytes[at]!.toString(16).padStart(2, '0')} in position ${at}: ${why}`
    : `'utf-8' codec can't decode bytes in position ${at}-${at + n - 1}: ${why}`
