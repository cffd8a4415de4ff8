/**
 * Reads the JSON that the systems really write. Python writes bare `NaN` and `Infinity`, which are not JSON, and ids beyond 2^53,
 * which JavaScript rounds: both are kept as text ("NaN", "Infinity", "1434567890123456789"), so that they survive the way to the browser.
 */
export type Parsed = { ok: true; value: unknown } | { ok: false; cause: ParseCause; detail: string }
export type ParseCause = 'empty' | 'too-large' | 'too-deep' | 'not-utf8' | 'not-json'

const maxDepth = 64
export const defaultMaxBytes = 1024 * 1024

/** Sixteen digits where JSON allows a whole number: not after a decimal point, not in quotes. A false alarm (within a string) only costs time. */
const longNumber = /[\0- ,\-:[]\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/
const longAtStart = /^\d{16}/
const isDigit = (code: number): boolean => code >= 48 && code <= 57
// A regular expression skips through the text in steps of the pattern; a text search stops at each of the many underscores.
const proto = /__proto__/
const escapedProto = /\\u00(?:5f|6f|7[024])/i

const strict = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8')

/** Bytes of one record as a JSON value. Never throws; a larger topic passes its own `maxBytes`. */
export function parseJson(bytes: Buffer | Uint8Array | string, maxBytes: number = defaultMaxBytes): Parsed {
  if (bytes.length > maxBytes) return no('too-large', `${bytes.length} bytes, the limit is ${maxBytes}`)
  const text = typeof bytes === 'string' ? bytes : textOf(bytes)
  if (text === undefined) return no('not-utf8', 'the bytes are not valid UTF-8')
  if (text.length === 0) return no('empty', 'no bytes')
  if (deeperThan(text, maxDepth)) return no('too-deep', `nested deeper than ${maxDepth}`)
  const reviver =
    (text.includes('proto') && proto.test(text)) || (text.includes('\\u00') && escapedProto.test(text))
      ? withoutProto
      : undefined
  if (longNumber.test(text) || (isDigit(text.charCodeAt(0)) && longAtStart.test(text))) return slow(text, reviver)
  try {
    return { ok: true, value: JSON.parse(text, reviver) }
  } catch {
    return slow(text, reviver)
  }
}

const no = (cause: ParseCause, detail: string): Parsed => ({ ok: false, cause, detail })

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value)

/** Bytes as text, undefined when they are not UTF-8. A replacement character is either really in the text or the mark of broken bytes: only then is the slow decoder asked. */
export function textOf(bytes: Buffer | Uint8Array): string | undefined {
  const text = typeof Buffer !== 'undefined' && Buffer.isBuffer(bytes) ? bytes.toString('utf8') : lenient.decode(bytes)
  if (!text.includes('\uFFFD')) return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

function slow(text: string, reviver: typeof withoutProto | undefined): Parsed {
  if (text.trim() === '') return no('empty', 'only white space')
  try {
    return { ok: true, value: JSON.parse(quoteOddNumbers(text), reviver) }
  } catch {
    return no('not-json', sayWhere(text))
  }
}

/** The engine's message for the text as it came, without the echo of the text that it carries. */
function sayWhere(text: string): string {
  try {
    JSON.parse(text)
    return 'not JSON'
  } catch (error) {
    const said = String((error as Error).message)
    const echo = said.search(/,? (?:\.\.\.)?"/)
    return (echo > 0 ? said.slice(0, echo) : said).slice(0, 160)
  }
}

/** The text with bare NaN, ±Infinity and numbers that would be rounded put in quotes, outside strings. */
function quoteOddNumbers(text: string): string {
  const out: string[] = []
  let from = 0
  let i = 0
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === 34) i = endOfString(text, i)
    else if (code === 45 || code === 78 || code === 73 || isDigit(code)) {
      const end = endOfWord(text, i)
      const word = text.slice(i, end)
      if (isOdd(word)) {
        out.push(text.slice(from, i), '"', sayNumber(word), '"')
        from = end
      }
      i = end
    } else i++
  }
  out.push(text.slice(from))
  return out.join('')
}

function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === 92) i += 2
    else if (code === 34) return i + 1
    else i++
  }
  return text.length
}

/** Digits, letters, and `+ - .`: the longest run that could be one number or word. */
function endOfWord(text: string, start: number): number {
  let i = start + 1
  while (i < text.length) {
    const code = text.charCodeAt(i)
    const word = isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    if (!word && code !== 43 && code !== 45 && code !== 46) break
    i++
  }
  return i
}

const words = new Set(['NaN', '-NaN', 'Infinity', '-Infinity'])
const wholeNumber = /^-?(?:0|[1-9]\d*)$/

const isOdd = (word: string): boolean =>
  words.has(word) || (word.length > 15 && wholeNumber.test(word) && !Number.isSafeInteger(Number(word)))

const sayNumber = (word: string): string => (word === '-NaN' ? 'NaN' : word)

/** Most records open fewer brackets than they may nest, which native search tells; only the others are walked. */
function deeperThan(text: string, limit: number): boolean {
  if (text.length <= limit * 2) return false
  return opens(text, '{', limit) + opens(text, '[', limit) > limit && walkedDepth(text, limit) > limit
}

function opens(text: string, bracket: string, enough: number): number {
  let count = 0
  for (let at = text.indexOf(bracket); at >= 0 && count <= enough; at = text.indexOf(bracket, at + 1)) count++
  return count
}

function walkedDepth(text: string, limit: number): number {
  let depth = 0
  let i = 0
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (code === 34) {
      i = endOfString(text, i)
      continue
    }
    if (code === 123 || code === 91) {
      if (++depth > limit) return depth
    } else if (code === 125 || code === 93) depth--
    i++
  }
  return 0
}
