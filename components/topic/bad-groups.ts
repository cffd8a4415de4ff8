import { searcher } from '#components/ui/words.ts'
import type { Row, TailRow } from '#lib/protocol.ts'

export interface BadGroup {
  id: string
  topic: string
  cause: string
  newest: number
  /** What exactly was wrong, field and reason, commonest first. */
  reasons: { reason: string; n: number }[]
  /** Newest first. */
  rows: Row<TailRow>[]
}

/** Undecodable records that fit a search, by topic and cause, the group with the newest first. */
export function badGroups(rows: readonly Row<TailRow>[], search: string): BadGroup[] {
  const found = searcher(search)
  const groups = new Map<string, BadGroup>()
  for (const row of rows) {
    const { topic, t, key, bad } = row.v
    const cause = bad?.cause ?? 'unknown'
    if (!found(`${topic} ${cause} ${bad?.detail ?? ''} ${bad?.preview ?? ''} ${key ?? ''}`)) continue
    const id = `${topic} ${cause}`
    const group = groups.get(id) ?? { id, topic, cause, newest: 0, reasons: [], rows: [] }
    group.rows.push(row)
    const reason = bad?.detail || cause
    const known = group.reasons.find((one) => one.reason === reason)
    if (known) known.n++
    else group.reasons.push({ reason, n: 1 })
    group.newest = Math.max(group.newest, t)
    groups.set(id, group)
  }
  for (const group of groups.values()) {
    group.rows.sort((a, b) => b.v.t - a.v.t)
    group.reasons.sort((a, b) => b.n - a.n)
  }
  return [...groups.values()].sort((a, b) => b.newest - a.newest)
}
