import type { Board, System, Tone } from '#lib/contract.ts'
import type { SeriesData } from '#lib/protocol.ts'

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
/** Of categories that are no level, each once, neighbours far apart. */
const spares = [
  'var(--accent)',
  'var(--high)',
  'var(--low)',
  'light-dark(#7a3fb0, #c39bff)',
  'var(--medium)',
  'var(--critical)',
]

/** CSS colour of a tone. */
export const toneColour = (tone: Tone | undefined): string => (tone ? colours[tone] : 'var(--text)')

type Level = NonNullable<Board['levels']>[number]

/** The level of a board with this id, from any board of the system: splits are drawn in their colours. */
export const levelOf = (system: System | undefined, id: string): Level | undefined =>
  system?.boards?.flatMap((board) => board.levels ?? []).find((level) => level.id === id)

/** What the rarest categories of a split are drawn as together, where there are more than colours. */
export const other = 'other'

const own = (system: System | undefined, id: string): string | undefined => {
  const tone = levelOf(system, id)?.tone ?? system?.measures?.map(({ tones }) => tones?.[id]).find(Boolean)
  return tone ? toneColour(tone) : id === other ? 'var(--faint)' : undefined
}

/** Spare colours that no level among these has. */
function freeOf(system: System | undefined, ids: readonly string[]): string[] {
  const taken = new Set(ids.map((id) => own(system, id)))
  // One green by two names.
  if (taken.has('var(--ok)')) taken.add('var(--low)')
  return spares.filter((colour) => !taken.has(colour))
}

/** Colours of a split's categories: a level has its own, and no other category has the same. */
export function splitColours(system: System | undefined, ids: readonly string[]): string[] {
  const free = freeOf(system, ids)
  return ids.map((id) => own(system, id) ?? free.shift() ?? 'var(--faint)')
}

/** A split with no more categories than there are colours: beyond those the rarest are one. Levels stay as they are. */
export function foldSplit(system: System | undefined, data: SeriesData, measure: string): SeriesData {
  const points = data.series[measure] ?? []
  const totals = new Map<string, number>()
  for (const { split } of points)
    for (const [id, n] of Object.entries(split ?? {})) totals.set(id, (totals.get(id) ?? 0) + n)
  const colours = freeOf(system, [...totals.keys()]).length
  const plain = [...totals].filter(([id]) => own(system, id) === undefined).sort(([, a], [, b]) => b - a)
  if (plain.length <= colours) return data
  const rare = new Set(plain.slice(colours).map(([id]) => id))
  const fold = (split: Record<string, number>) => {
    const kept: Record<string, number> = {}
    for (const [id, n] of Object.entries(split)) {
      const name = rare.has(id) ? other : id
      kept[name] = (kept[name] ?? 0) + n
    }
    return kept
  }
  const folded = points.map((point) => (point.split ? { ...point, split: fold(point.split) } : point))
  return { ...data, series: { ...data.series, [measure]: folded } }
}

/** Categories of a split in drawing order: levels mildest first, so that the worst lies on top; others by name, the rest of them last. */
export function splitOrder(system: System | undefined, ids: Iterable<string>): string[] {
  const levels = (system?.boards ?? []).flatMap((board) => board.levels ?? []).map((level) => level.id)
  const place = (id: string) => (levels.includes(id) ? levels.length - levels.indexOf(id) : id === other ? 0 : -1)
  return [...new Set(ids)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}
