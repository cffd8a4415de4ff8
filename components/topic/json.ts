import { isToken } from '#lib/seal.ts'

export interface Token {
  kind: 'key' | 'text' | 'number' | 'word' | 'plain'
  text: string
}

/** A decoded message as text of two spaces' indent; what JSON cannot write (NaN, Infinity, int64) is written as the systems do. `lock`: sealed values are named, not shown. */
export function pretty(value: unknown, { lock = false } = {}): string {
  const marks: string[] = []
  const text = JSON.stringify(
    value,
    (_, v) => {
      if (lock && isToken(v)) {
        marks.push(`‹locked, ${v.length} letters›`)
        return `\u0001${marks.length - 1}\u0001`
      }
      if (typeof v !== 'bigint' && !(typeof v === 'number' && !Number.isFinite(v))) return v
      marks.push(String(v))
      return `\u0001${marks.length - 1}\u0001`
    },
    2,
  )
  return (text ?? String(value)).replace(/"\\u0001(\d+)\\u0001"/g, (_, i) => marks[Number(i)] ?? '')
}

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?(?:\d[\d.eE+-]*|Infinity))|\b(true|false|null|NaN)\b/g

/** JSON text cut into coloured pieces. */
export function tokens(text: string): Token[] {
  const out: Token[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) out.push({ kind: 'plain', text: text.slice(at, match.index) })
    if (match[1] !== undefined) {
      out.push({ kind: match[2] === undefined ? 'text' : 'key', text: match[1] })
      if (match[2] !== undefined) out.push({ kind: 'plain', text: match[2] })
    } else out.push({ kind: match[3] === undefined ? 'word' : 'number', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < text.length) out.push({ kind: 'plain', text: text.slice(at) })
  return out
}
