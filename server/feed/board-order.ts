import type { Known } from './board.ts'

export type Compare = (row: Known) => number | string

interface Item {
  row: Known
  value: number | string
}

export interface Order {
  touch: (row: Known) => void
  /** All rows in order. Costs one pass over them, however many have changed, and nothing when none has. */
  items: () => readonly Item[]
  /** Counts refreshes that changed something. */
  version: () => number
}

/** Rows sorted by a value, kept sorted by merging in what changed: n + d log d for d changes, instead of n log n for every frame. */
export function createOrder(rows: Iterable<Known>, of: Compare, desc: boolean): Order {
  const sign = desc ? -1 : 1
  const compare = (a: Item, b: Item): number =>
    sign * compareValues(a.value, b.value) || (a.row.key < b.row.key ? -1 : 1)
  const itemOf = (row: Known): Item => ({ row, value: safely(of, row) })
  let sorted = Array.from(rows, itemOf).sort(compare)
  const dirty = new Set<Known>()
  let version = 1
  return {
    touch: (row) => void dirty.add(row),
    version: () => version,
    items() {
      if (dirty.size === 0) return sorted
      const fresh: Item[] = []
      for (const row of dirty) if (!row.gone) fresh.push(itemOf(row))
      fresh.sort(compare)
      const merged: Item[] = []
      let f = 0
      for (const item of sorted) {
        if (dirty.has(item.row)) continue
        while (f < fresh.length && compare(fresh[f]!, item) < 0) merged.push(fresh[f++]!)
        merged.push(item)
      }
      while (f < fresh.length) merged.push(fresh[f++]!)
      sorted = merged
      dirty.clear()
      version++
      return sorted
    },
  }
}

/** Numbers before text; NaN and nothing last, so that the order is always a total one. */
function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return typeof a === 'number' ? -1 : 1
}

function safely(of: Compare, row: Known): number | string {
  try {
    const value = of(row)
    return typeof value === 'string' || Number.isFinite(value) ? value : Number.MIN_SAFE_INTEGER
  } catch {
    return Number.MIN_SAFE_INTEGER
  }
}
