import { capOf } from '#lib/feed/limits.ts'
import type { BoardData, BoardRow, Row, Truth, ViewSpec } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'
import type { BoardMemory } from './board.ts'
import type { Known } from './board-row.ts'

type BoardSpec = Extract<ViewSpec, { kind: 'board' }>

/** The first rows of a board under an order and a filter. Undefined: the board has no such sort. */
export function createBoardView(spec: BoardSpec, board: BoardMemory, bad: () => number): View | undefined {
  const taken = board.order(spec.sort, spec.desc ?? true)
  if (!taken) return undefined
  const { order, release } = taken
  const cap = capOf(spec)
  const search = spec.search?.toLowerCase()
  const passes = (row: Known): boolean =>
    (!spec.level || row.level === spec.level) && (!search || board.hay(row).includes(search))
  const truth = { shown: 0, conflated: 0, passed: 0 }
  let sent = new Map<string, { row: Known; updates: number }>()
  let keys: string[] = []

  /** The rows on screen now, and how many the filter lets through. Only a search has to look at all of them. */
  function top(): { rows: Known[]; matching: number } {
    const rows: Known[] = []
    let matching = 0
    for (const { row } of order.first(spec.level || search ? Number.POSITIVE_INFINITY : cap)) {
      if (!passes(row)) continue
      matching++
      if (rows.length < cap) rows.push(row)
      else if (!search) break
    }
    if (!search) matching = spec.level ? (board.levels[spec.level] ?? 0) : board.rows.size
    return { rows, matching }
  }

  const truthNow = (): Truth => {
    const now = Date.now()
    return {
      in: board.counts.in,
      rate: board.rate.perSecond(now),
      ...truth,
      bad: bad(),
      newest: board.counts.newest,
      now,
    }
  }

  const conflate = (n: number) => {
    truth.conflated += n
    board.counts.conflated += n
  }

  function drain(): Body {
    const { rows, matching } = top()
    const next = new Map<string, { row: Known; updates: number }>()
    const changed: Row<BoardRow>[] = []
    let moved = rows.length !== keys.length
    const order: string[] = []
    for (const [i, row] of rows.entries()) {
      const before = sent.get(row.key)
      if (before?.row !== row || before.updates !== row.updates) {
        changed.push({ k: row.key, v: board.wire(row) })
        if (before?.row === row) conflate(row.updates - before.updates - 1)
      }
      if (keys[i] !== row.key) moved = true
      order.push(row.key)
      next.set(row.key, { row, updates: row.updates })
    }
    const gone: string[] = []
    for (const [key, { row }] of sent) {
      if (next.has(key)) continue
      gone.push(key)
      if (!row.gone && passes(row)) truth.passed++
    }
    truth.shown += changed.length
    sent = next
    keys = order
    const data: BoardData = board.data(matching)
    const body: Body = { data, truth: truthNow() }
    if (changed.length > 0) body.rows = changed
    if (gone.length > 0) body.gone = gone
    if (moved) body.order = order
    return body
  }

  return {
    drain,
    snapshot() {
      if (keys.length === 0) drain()
      const { matching } = top()
      const rows = [...sent].map(([k, { row }]) => ({ k, v: board.wire(row) }))
      return { full: true, rows, order: keys, data: board.data(matching), truth: truthNow() }
    },
    close: release,
  }
}
