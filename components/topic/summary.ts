import { isToken } from '#lib/seal.ts'

/** A message without a contract in one line: its first plain fields. */
export function summary(message: unknown, most = 160): string {
  if (message === null || message === undefined) return 'deleted (no value)'
  if (typeof message !== 'object') return clip(String(message), most)
  if (Array.isArray(message)) return clip(`${message.length} items: ${JSON.stringify(message)}`, most)
  const parts = Object.entries(message).map(
    ([key, value]) =>
      `${key} ${typeof value === 'object' && value !== null ? (Array.isArray(value) ? `[${value.length}]` : '{…}') : isToken(value) ? '(locked)' : String(value)}`,
  )
  return clip(parts.join(' · '), most)
}

const clip = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
