/** A JSON value as Python has it: whole numbers are bigint, others number, objects Map; so `1` and `1.0` stay apart, as their texts do. */
export type Py = null | boolean | bigint | number | string | Py[] | Map<string, Py>

export class PythonError extends Error {
  override name = 'PythonError'
}

const blank = /[ \t\n\r]*/y
const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: what JSON does not allow bare in a string
const plain = /[^"\\\u0000-\u001f]*/y
const words: [string, Py][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]
const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
/** About where Python's own parser gives up. */
const deepest = 990

/** `json.loads` of Python 3.11 with its error texts, as `PythonError`. Bare NaN and Infinity are read; of equal keys the last counts. */
export function loads(text: string): Py {
  let at = 0
  let depth = 0

  // Python counts characters, we count UTF-16 units.
  const fail = (what: string, unit: number): never => {
    const before = [...text.slice(0, unit)]
    const lastLine = before.lastIndexOf('\n')
    const line = before.filter((c) => c === '\n').length + 1
    throw new JsonError(`${what}: line ${line} column ${before.length - lastLine} (char ${before.length})`)
  }
  const skip = () => {
    blank.lastIndex = at
    blank.test(text)
    at = blank.lastIndex
  }

  function string(): string {
    const begin = at++
    let out = ''
    for (;;) {
      plain.lastIndex = at
      out += plain.exec(text)![0]
      at = plain.lastIndex
      const c = text[at]
      if (c === undefined) fail('Unterminated string starting at', begin)
      if (c === '"') {
        at++
        return out
      }
      if (c !== '\\') fail('Invalid control character at', at)
      const letter = text[at + 1]
      if (letter === undefined) fail('Unterminated string starting at', begin)
      if (letter === 'u') {
        const hex = text.slice(at + 2, at + 6)
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) fail('Invalid \\uXXXX escape', at + 1)
        out += String.fromCharCode(Number.parseInt(hex, 16))
        at += 6
      } else {
        if (!(letter! in escapes)) fail('Invalid \\escape', at)
        out += escapes[letter!]
        at += 2
      }
    }
  }

  function value(): Py {
    const c = text[at]
    if (c === '"') return string()
    if (c === '{' || c === '[') {
      if (++depth > deepest) throw new PythonError('maximum recursion depth exceeded while decoding a JSON document')
      const read = c === '{' ? object() : array()
      depth--
      return read
    }
    for (const [word, meant] of words)
      if (text.startsWith(word, at)) {
        at += word.length
        return meant
      }
    numeral.lastIndex = at
    const found = numeral.exec(text)
    if (!found) return fail('Expecting value', at)
    at = numeral.lastIndex
    return found[1] || found[2] ? Number(found[0]) : BigInt(found[0])
  }

  function object(): Map<string, Py> {
    const out = new Map<string, Py>()
    at++
    skip()
    if (text[at] === '}') {
      at++
      return out
    }
    for (;;) {
      if (text[at] !== '"') fail('Expecting property name enclosed in double quotes', at)
      const key = string()
      skip()
      if (text[at] !== ':') fail("Expecting ':' delimiter", at)
      at++
      skip()
      out.set(key, value())
      skip()
      if (text[at] === '}') {
        at++
        return out
      }
      if (text[at] !== ',') fail("Expecting ',' delimiter", at)
      at++
      skip()
    }
  }

  function array(): Py[] {
    const out: Py[] = []
    at++
    skip()
    if (text[at] === ']') {
      at++
      return out
    }
    for (;;) {
      out.push(value())
      skip()
      if (text[at] === ']') {
        at++
        return out
      }
      if (text[at] !== ',') fail("Expecting ',' delimiter", at)
      at++
      skip()
    }
  }

  if (text.startsWith('\ufeff')) fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0)
  skip()
  const read = value()
  skip()
  if (at !== text.length) fail('Extra data', at)
  return read
}

/** Not JSON, as opposed to other things Python trips over. */
export class JsonError extends PythonError {}
