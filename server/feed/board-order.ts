import type { Known } from './board-row.ts'

export type Compare = (row: Known) => number | string

interface Item {
  row: Known
  value: number | string
}

export interface Order {
  /** Its own bit in every row's `touched`. */
  bit: number
  touch: (row: Known) => void
  /** The first `most` rows in order, or more. Costs by what has changed since, and nothing when nothing has. */
  first: (most: number) => readonly Item[]
}

/** Rows by a value. Only as many are kept sorted as are looked at, twice over: of ten thousand rows that change, those below the edge cost one comparison. */
export function createOrder(rows: () => Iterable<Known>, of: Compare, desc: boolean, bit: number): Order {
  const sign = desc ? -1 : 1
  const compare = (a: Item, b: Item): number =>
    sign * compareValues(a.value, b.value) || (a.row.key < b.row.key ? -1 : a.row.key > b.row.key ? 1 : 0)
  const itemOf = (row: Known): Item => ({ row, value: safely(of, row) })
  let head: Item[] = []
  let reach = 0
  /** Whatever is not in `head` comes after this. Undefined: there is nothing else. */
  let edge: Item | undefined
  let touched: Known[] = []

  function cut(): void {
    if (head.length <= reach) return
    edge = head[reach - 1]
    head.length = reach
  }
  function rebuild(): void {
    touched = []
    head = Array.from(rows(), itemOf)
    for (const { row } of head) row.touched &= ~bit
    head.sort(compare)
    edge = undefined
    cut()
  }
  function merge(): void {
    const fresh: Item[] = []
    for (const row of touched) {
      if (row.gone) continue
      const item = itemOf(row)
      if (!edge || compare(item, edge) <= 0) fresh.push(item)
    }
    fresh.sort(compare)
    const merged: Item[] = []
    let f = 0
    for (const item of head) {
      if (item.row.touched & bit) continue
      while (f < fresh.length && compare(fresh[f]!, item) < 0) merged.push(fresh[f++]!)
      merged.push(item)
    }
    while (f < fresh.length) merged.push(fresh[f++]!)
    for (const row of touched) row.touched &= ~bit
    touched = []
    head = merged
    cut()
  }

  return {
    bit,
    touch(row) {
      if (row.touched & bit) return
      row.touched |= bit
      touched.push(row)
    },
    first(most) {
      if (most > reach) {
        reach = 2 * most
        rebuild()
      } else if (touched.length > 0) merge()
      // So many left the head that what comes after it must be asked.
      if (edge && head.length < most) rebuild()
      return head
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
