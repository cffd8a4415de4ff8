import type { Row } from '#lib/protocol.ts'

/** How the board treats what arrives: rows follow it, rows stay in place but show new values, or everything stands still. */
export type Mode = 'live' | 'reading' | 'held'

/** Rows in the order they are read in, with newest values; rows that left the view meanwhile stay as they were last known. */
export function keepOrder<V>(shown: readonly Row<V>[], latest: readonly Row<V>[]): Row<V>[] {
  const byKey = new Map(latest.map((row) => [row.k, row]))
  return shown.map((row) => byKey.get(row.k) ?? row)
}

/** Rows on screen for a mode. */
export function onScreen<V>(mode: Mode, shown: readonly Row<V>[], latest: readonly Row<V>[]): readonly Row<V>[] {
  if (mode === 'live' || shown.length === 0) return latest
  return mode === 'held' ? shown : keepOrder(shown, latest)
}

/** What to say about rows that wait, or nothing while there is nothing to say. */
export function waiting(mode: Mode, arrived: number): string | undefined {
  const many = arrived.toLocaleString('en')
  if (mode === 'held') return arrived > 0 ? `held, ${many} waiting` : 'held'
  return mode === 'reading' && arrived > 0 ? `${many} new while you read` : undefined
}
