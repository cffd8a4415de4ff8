import type { Board, Topic } from '#lib/contract.ts'
import type { BoardData, BoardRow } from '#lib/protocol.ts'
import { type Compare, createOrder, type Order } from './board-order.ts'
import { blank, type Known, rounded, type Saved, trendLength, trendOf } from './board-row.ts'
import { type Arrival, type Good, messageOf } from './decode.ts'
import { createRate } from './rate.ts'
import { createSlab } from './slab.ts'

interface Change {
  entry: Good
  at: Arrival
  before: Known | undefined
  merge: ((before: any, after: any, entry: Good) => any) | undefined
}

/** Past this many keys the ones that have been silent longest are let go. */
const maxKeys = 50_000

export type BoardMemory = ReturnType<typeof createBoard>

/** The latest of every key of a board, and the orders views ask for. `topic` is the board's own, to read its messages again. */
export function createBoard(def: Board, topic?: Topic) {
  const rows = new Map<string, Known>()
  const orders = new Map<string, { order: Order; users: number }>()
  let watched: Order[] = []
  const levels: Record<string, number> = Object.fromEntries((def.levels ?? []).map((level) => [level.id, 0]))
  let removed: Known[] = []
  const slab = createSlab()
  // What is merged is no longer what any one record says.
  const whole = !def.merge && !def.joins && topic !== undefined
  const counts = { in: 0, newest: 0, forgotten: 0, conflated: 0 }
  const rate = createRate()
  let rankSum = 0

  const count = (row: { level: string | undefined; rank: number }, by: 1 | -1) => {
    if (row.level !== undefined) levels[row.level] = (levels[row.level] ?? 0) + by
    if (Number.isFinite(row.rank)) rankSum += by * row.rank
  }
  const touch = (row: Known) => {
    row.wire = undefined
    row.hay = undefined
    row.unsaved = true
    for (let i = 0; i < watched.length; i++) watched[i]!.touch(row)
  }
  const remove = (row: Known) => {
    rows.delete(row.key)
    row.gone = true
    removed.push(row)
    count(row, -1)
    touch(row)
  }

  /** The row's message; made again of its bytes when somebody looks, and then kept until the next one comes. */
  const message = (row: Known): any => {
    if (row.m === undefined && row.bytes) row.m = messageOf(row.bytes.subarray(0, row.length), topic)
    return row.m
  }

  const joins = new Map((def.joins ?? []).map((join) => [join.topic, join]))

  function write(row: Known, value: Buffer): void {
    if (!row.bytes || row.bytes.length < value.length) row.bytes = slab(value.length)
    row.bytes.set(value)
    row.length = value.length
    row.m = undefined
  }

  function set(key: string, { entry, at, before, merge }: Change): void {
    const m = merge ? merge(before && message(before), entry.message, entry) : entry.message
    if (m === undefined) return
    const rank = def.rank(m)
    const level = def.level?.(m)
    const trend = def.trend?.(m)
    const row = before ?? blank(key)
    if (!before) rows.set(key, row)
    else if (level !== row.level || rank !== row.rank) count(row, -1)
    if (!before || level !== row.level || rank !== row.rank) count({ level, rank }, 1)
    const { value } = at.raw
    if (whole && value) write(row, value)
    else {
      row.m = m
      row.bytes = undefined
    }
    row.rank = rank
    row.level = level
    row.t = entry.time
    row.p = entry.partition
    row.o = at.offset
    row.seq = at.seq
    row.updates++
    if (trend !== undefined && Number.isFinite(trend)) {
      row.trend[row.turn] = rounded(trend)
      row.turn = (row.turn + 1) % trendLength
    }
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
    message,
    /** Rows changed since this was last asked, in the order in which their keys first came: neighbours are written to the same pages. */
    takeUnsaved(): Known[] {
      const taken = removed
      removed = []
      for (const row of rows.values()) if (row.unsaved) taken.push(row)
      for (const row of taken) row.unsaved = false
      return taken
    },
    /** Takes a record in. False: it has no key on this board. May throw what the contract's functions throw. */
    apply(entry: Good, at: Arrival): boolean {
      const join = joins.size > 0 ? joins.get(entry.topic) : undefined
      // A deletion on a joined topic takes nothing from a row that another topic made.
      if (join && entry.message === null) return false
      const key = entry.message === null ? entry.key : (join ?? def).key(entry.message)
      if (key === null) return false
      const before = rows.get(key)
      if (before && before.seq >= at.seq) return false
      if (entry.message !== null) set(key, { entry, at, before, merge: join?.merge ?? def.merge })
      else if (before) remove(before)
      counts.in++
      if (entry.time > counts.newest) counts.newest = entry.time
      return true
    },
    /** Puts back what the index kept. */
    restore({ text, m, ...saved }: Saved): void {
      const row: Known = { ...blank(saved.key), ...saved, turn: saved.trend.length % trendLength, m }
      const read = text === undefined ? m : messageOf(Buffer.from(text), topic)
      if (text !== undefined) write(row, Buffer.from(text))
      row.rank = def.rank(read)
      row.level = def.level?.(read)
      rows.set(row.key, row)
      count(row, 1)
      if (row.t > counts.newest) counts.newest = row.t
    },
    data: (matching: number): BoardData => ({
      total: rows.size,
      matching,
      levels: { ...levels },
      // The last digits of a running sum depend on the order of what came; nobody wants them.
      mean: rows.size > 0 ? Number((rankSum / rows.size).toPrecision(12)) : null,
    }),
    levels,
    /** An order shared by all views that ask for it; give it back with `release`. Undefined: no such sort. */
    order(sort: string | undefined, desc: boolean): { order: Order; release: () => void } | undefined {
      const value = sort === undefined ? undefined : def.sorts?.[sort]
      if (sort !== undefined && !value) return undefined
      const id = `${desc ? '-' : '+'}${sort ?? ''}`
      const of: Compare = value ? (row) => value(message(row), row.t) : (row) => row.rank
      const held = orders.get(id) ?? { order: createOrder(() => rows.values(), of, desc, freeBit(watched)), users: 0 }
      held.users++
      orders.set(id, held)
      watched = Array.from(orders.values(), ({ order }) => order)
      return {
        order: held.order,
        release: () => {
          if (--held.users > 0) return
          orders.delete(id)
          watched = Array.from(orders.values(), ({ order }) => order)
        },
      }
    },
    /** The row as browsers get it. */
    wire(row: Known): BoardRow {
      if (row.wire) return row.wire
      const wire: BoardRow = { m: message(row), t: row.t, p: row.p, o: String(row.o) }
      if (row.trend.length > 0) wire.trend = trendOf(row)
      if (row.level !== undefined) wire.level = row.level
      row.wire = wire
      return wire
    },
    /** What the search box looks in, lower case. */
    hay(row: Known): string {
      row.hay ??= `${row.key} ${def.search?.(message(row)) ?? ''}`.toLowerCase()
      return row.hay
    },
  }
}

/** The lowest bit that no order has. A board has a handful of sorts, each in two directions. */
function freeBit(orders: readonly Order[]): number {
  const used = orders.reduce((bits, { bit }) => bits | bit, 0)
  return ~used & (used + 1)
}
