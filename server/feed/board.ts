import type { Board } from '#lib/contract.ts'
import type { BoardData, BoardRow } from '#lib/protocol.ts'
import { type Compare, createOrder, type Order } from './board-order.ts'
import type { Good } from './decode.ts'
import { createRate } from './rate.ts'

/** What a board knows of one key. */
export interface Known {
  key: string
  m: any
  /** epoch ms */
  t: number
  p: number
  o: string
  trend: number[]
  level: string | undefined
  rank: number
  /** How often it was replaced since the console started. */
  updates: number
  /** Console sequence of the record it comes from: replaying older ones changes nothing. */
  seq: number
  gone: boolean
  wire: BoardRow | undefined
  hay: string | undefined
}

const trendLength = 28
/** Past this many keys the ones that have been silent longest are let go. */
const maxKeys = 50_000

export type BoardMemory = ReturnType<typeof createBoard>

/** The latest of every key of a board, and the orders views ask for. */
export function createBoard(def: Board) {
  const rows = new Map<string, Known>()
  const orders = new Map<string, { order: Order; users: number }>()
  const levels: Record<string, number> = Object.fromEntries((def.levels ?? []).map((level) => [level.id, 0]))
  const dirty = new Set<Known>()
  const counts = { in: 0, newest: 0, forgotten: 0, conflated: 0 }
  const rate = createRate()
  let rankSum = 0

  const count = (row: Known, by: 1 | -1) => {
    if (row.level !== undefined) levels[row.level] = (levels[row.level] ?? 0) + by
    if (Number.isFinite(row.rank)) rankSum += by * row.rank
  }
  const touch = (row: Known) => {
    row.wire = undefined
    row.hay = undefined
    dirty.add(row)
    for (const { order } of orders.values()) order.touch(row)
  }
  const remove = (row: Known) => {
    rows.delete(row.key)
    row.gone = true
    count(row, -1)
    touch(row)
  }

  const joins = new Map((def.joins ?? []).map((join) => [join.topic, join]))

  function set(key: string, entry: Good, seq: number): void {
    const before = rows.get(key)
    const merge = joins.get(entry.topic)?.merge ?? def.merge
    const m = merge ? merge(before?.m, entry.message, entry) : entry.message
    if (m === undefined) return
    const rank = def.rank(m)
    const level = def.level?.(m)
    const trend = def.trend?.(m)
    const row = before ?? blank(key)
    if (before) count(row, -1)
    else rows.set(key, row)
    row.m = m
    row.rank = rank
    row.level = level
    row.t = entry.time
    row.p = entry.partition
    row.o = entry.offset
    row.seq = seq
    row.updates++
    if (trend !== undefined && Number.isFinite(trend)) {
      if (row.trend.length >= trendLength) row.trend.shift()
      row.trend.push(rounded(trend))
    }
    count(row, 1)
    touch(row)
    if (rows.size > maxKeys) forget()
  }

  function forget(): void {
    const silent = [...rows.values()].sort((a, b) => a.t - b.t).slice(0, maxKeys / 20)
    counts.forgotten += silent.length
    for (const row of silent) remove(row)
  }

  return {
    def,
    rows,
    counts,
    rate,
    /** Rows changed since they were last written to the index. */
    dirty,
    /** Takes a record in. False: it has no key on this board. May throw what the contract's functions throw. */
    apply(entry: Good, seq: number): boolean {
      const join = joins.get(entry.topic)
      // A deletion on a joined topic takes nothing from a row that another topic made.
      if (join && entry.message === null) return false
      const key = entry.message === null ? entry.key : (join ?? def).key(entry.message)
      if (key === null) return false
      const known = rows.get(key)
      if (known && known.seq >= seq) return false
      if (entry.message !== null) set(key, entry, seq)
      else if (known) remove(known)
      counts.in++
      if (entry.time > counts.newest) counts.newest = entry.time
      return true
    },
    /** Puts back what the index kept. */
    restore(saved: Pick<Known, 'key' | 'm' | 't' | 'p' | 'o' | 'trend' | 'seq'>): void {
      const row: Known = { ...blank(saved.key), ...saved, rank: def.rank(saved.m), level: def.level?.(saved.m) }
      rows.set(row.key, row)
      count(row, 1)
      if (row.t > counts.newest) counts.newest = row.t
    },
    data: (matching: number): BoardData => ({
      total: rows.size,
      matching,
      levels: { ...levels },
      mean: rows.size > 0 ? rankSum / rows.size : null,
    }),
    levels,
    /** An order shared by all views that ask for it; give it back with `release`. Undefined: no such sort. */
    order(sort: string | undefined, desc: boolean): { order: Order; release: () => void } | undefined {
      const value = sort === undefined ? undefined : def.sorts?.[sort]
      if (sort !== undefined && !value) return undefined
      const id = `${desc ? '-' : '+'}${sort ?? ''}`
      const of: Compare = value ? (row) => value(row.m, row.t) : (row) => row.rank
      const held = orders.get(id) ?? { order: createOrder(rows.values(), of, desc), users: 0 }
      held.users++
      orders.set(id, held)
      return {
        order: held.order,
        release: () => {
          if (--held.users === 0) orders.delete(id)
        },
      }
    },
    /** What the search box looks in, lower case. */
    hay(row: Known): string {
      row.hay ??= `${row.key} ${def.search?.(row.m) ?? ''}`.toLowerCase()
      return row.hay
    },
  }
}

export function wireOf(row: Known): BoardRow {
  if (row.wire) return row.wire
  const wire: BoardRow = { m: row.m, t: row.t, p: row.p, o: row.o }
  if (row.trend.length > 0) wire.trend = row.trend.slice()
  if (row.level !== undefined) wire.level = row.level
  row.wire = wire
  return wire
}

const blank = (key: string): Known => ({
  key,
  m: undefined,
  t: 0,
  p: 0,
  o: '0',
  trend: [],
  level: undefined,
  rank: 0,
  updates: 0,
  seq: 0,
  gone: false,
  wire: undefined,
  hay: undefined,
})

/** A sparkline of 28 px needs no 17 digits. */
const rounded = (x: number): number => (Math.abs(x) < 10 ? Math.round(x * 1e4) / 1e4 : Math.round(x * 100) / 100)
