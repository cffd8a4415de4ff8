import type { Board, System, Tone } from '#lib/contract.ts'

const colours: Record<Tone, string> = {
  good: 'var(--ok)',
  warn: 'var(--medium)',
  bad: 'var(--critical)',
  muted: 'var(--faint)',
  accent: 'var(--accent)',
  low: 'var(--low)',
  medium: 'var(--medium)',
  high: 'var(--high)',
  critical: 'var(--critical)',
}
const spares = ['var(--accent)', 'var(--low)', 'var(--medium)', 'var(--high)', 'var(--critical)', 'var(--faint)']

/** CSS colour of a tone. */
export const toneColour = (tone: Tone | undefined): string => (tone ? colours[tone] : 'var(--text)')

type Level = NonNullable<Board['levels']>[number]

/** The level of a board with this id, from any board of the system: splits are drawn in their colours. */
export const levelOf = (system: System | undefined, id: string): Level | undefined =>
  system?.boards?.flatMap((board) => board.levels ?? []).find((level) => level.id === id)

/** Colour of the nth category of a split: its level's where it is one. */
export const splitColour = (system: System | undefined, id: string, index: number): string => {
  const level = levelOf(system, id)
  return level ? toneColour(level.tone) : (spares[index % spares.length] as string)
}

/** Categories of a split in drawing order: levels mildest first, so that the worst lies on top; others by name. */
export function splitOrder(system: System | undefined, ids: Iterable<string>): string[] {
  const levels = (system?.boards ?? []).flatMap((board) => board.levels ?? []).map((level) => level.id)
  const place = (id: string) => (levels.includes(id) ? levels.length - levels.indexOf(id) : -1)
  return [...new Set(ids)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}
