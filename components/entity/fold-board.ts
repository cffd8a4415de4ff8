import type { Board } from '#lib/contract.ts'
import type { Row, TailRow } from '#lib/protocol.ts'

/** What a board would say of one key, from the key's records: newest over older ones, as the board merges them. */
export function foldBoard<M = any>(board: Board<M> | undefined, rows: readonly Row<TailRow>[]): M | undefined {
  if (!board) return undefined
  let known: M | undefined
  for (const { v } of [...rows].sort((a, b) => a.v.t - b.v.t)) {
    if (v.m === undefined) continue
    const entry = { topic: v.topic, partition: v.p, offset: v.o, time: v.t, key: v.key, message: v.m }
    try {
      if (v.topic === board.topic) known = board.merge ? board.merge(known, v.m, entry) : v.m
      for (const join of board.joins ?? []) if (join.topic === v.topic) known = join.merge(known, v.m, entry) ?? known
    } catch {
      // An odd message says nothing.
    }
  }
  return known
}
