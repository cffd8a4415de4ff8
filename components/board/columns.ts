import { toneColour } from '#components/charts/tones.ts'
import type { Board, Column } from '#lib/contract.ts'

type Level = NonNullable<Board['levels']>[number]

export const levelIn = (board: Board, id: string | undefined): Level | undefined =>
  board.levels?.find((level) => level.id === id)
export const levelColour = (board: Board, id: string | undefined): string => {
  const level = levelIn(board, id)
  return level ? toneColour(level.tone) : 'var(--accent)'
}

const widths: Partial<Record<NonNullable<Column['kind']>, number>> = {
  id: 132,
  level: 116,
  score: 136,
  trend: 116,
  age: 74,
  number: 96,
  percent: 84,
  time: 112,
  duration: 92,
  bytes: 84,
  status: 112,
}

/** Fixed column widths keep columns still while rows come and go; text shares what is left. */
export const widthOf = (column: Column): number | undefined => (column.kind ? widths[column.kind] : undefined)

/** Sorting that a click on a header asks for: highest first, then lowest first, then the board's own order. */
export function nextSort(
  column: string,
  sort: string | undefined,
  desc: boolean,
): { sort: string | null; desc: boolean } {
  if (sort !== column) return { sort: column, desc: true }
  return desc ? { sort: column, desc: false } : { sort: null, desc: true }
}
