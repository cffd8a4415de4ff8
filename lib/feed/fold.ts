import type { Frame, Row } from '../protocol.ts'

/** A view as whoever has seen all its frames has it. Server and browser fold by this same code, so a snapshot is what a browser would have. */
export interface Folded<V = any, D = any> {
  rows: Map<string, Row<V>>
  /** Keys in order; null in append-only views, where the map's order is the order (oldest first). */
  order: string[] | null
  data: D | undefined
}

export const emptyFold = <V, D>(): Folded<V, D> => ({ rows: new Map(), order: null, data: undefined })

export type Foldable = Pick<Frame, 'full' | 'rows' | 'gone' | 'order' | 'data'>

/** Applies a frame in place. `cap` bounds append-only views: the oldest rows go. */
export function fold(state: Folded, frame: Foldable, cap: number): void {
  if (frame.full) {
    state.rows.clear()
    state.order = frame.order ?? null
  }
  for (const row of frame.rows ?? []) state.rows.set(row.k, row)
  for (const key of frame.gone ?? []) state.rows.delete(key)
  if (frame.order) state.order = frame.order
  if (frame.data !== undefined) state.data = frame.data
  if (state.order === null) trim(state.rows, cap)
}

function trim(rows: Map<string, unknown>, cap: number): void {
  let over = rows.size - cap
  if (over <= 0) return
  for (const key of rows.keys()) {
    rows.delete(key)
    if (--over === 0) return
  }
}

/** Rows in the order they are shown. */
export function rowsOf<V>(state: Folded<V>): Row<V>[] {
  if (state.order === null) return [...state.rows.values()]
  const out: Row<V>[] = []
  for (const key of state.order) {
    const row = state.rows.get(key)
    if (row) out.push(row)
  }
  return out
}

/** Consecutive frames as one: the newest value of each row once, the newest order and data. */
export function mergeFrames(frames: Foldable[]): Foldable {
  const rows = new Map<string, Row>()
  const gone = new Set<string>()
  const merged: Foldable = {}
  for (const frame of frames) {
    if (frame.full) {
      rows.clear()
      gone.clear()
      merged.full = true
      delete merged.order
    }
    for (const row of frame.rows ?? []) {
      rows.set(row.k, row)
      gone.delete(row.k)
    }
    for (const key of frame.gone ?? []) {
      rows.delete(key)
      gone.add(key)
    }
    if (frame.order) merged.order = frame.order
    if (frame.data !== undefined) merged.data = frame.data
  }
  if (rows.size > 0 || merged.full) merged.rows = [...rows.values()]
  if (gone.size > 0 && !merged.full) merged.gone = [...gone]
  return merged
}
