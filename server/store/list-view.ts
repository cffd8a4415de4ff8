import type { Row, Truth } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'

/**
 * A view of a short ordered list whose row values are never mutated: what changed is found by comparing references with what was sent before.
 * Shape of a body: rows that are new or changed, keys that left, the order when it changed, and `data`.
 */
export function createListView<V, D>(read: {
  rows: () => Row<V>[]
  data: () => D
  truth: () => Truth
  close?: () => void
}): View {
  let sent = new Map<string, V>()
  let order: string[] = []
  return {
    // A snapshot is for one browser; what the others were sent last stays the base of the next drain.
    snapshot: () => {
      const rows = read.rows()
      return { full: true, rows, order: rows.map((row) => row.k), data: read.data(), truth: read.truth() }
    },
    drain: () => {
      const now = read.rows()
      const rows = now.filter((row) => sent.get(row.k) !== row.v)
      const keys = now.map((row) => row.k)
      const next = new Map(now.map((row) => [row.k, row.v]))
      const gone = order.filter((k) => !next.has(k))
      const moved = keys.length !== order.length || keys.some((k, i) => k !== order[i])
      sent = next
      order = keys
      const body: Body = { data: read.data(), truth: read.truth() }
      if (rows.length) body.rows = rows
      if (gone.length) body.gone = gone
      if (moved) body.order = keys
      return body
    },
    ...(read.close && { close: read.close }),
  }
}

/** A view of one value. */
export function createValueView<D>(read: { data: () => D; truth: () => Truth; close?: () => void }): View {
  const body = (): Body => ({ data: read.data(), truth: read.truth() })
  return { snapshot: () => ({ full: true, ...body() }), drain: body, ...(read.close && { close: read.close }) }
}
