import { capOf } from '#lib/feed/limits.ts'
import type { Row, TailRow, Truth, ViewSpec } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'
import { isBad, type Seen } from './decode.ts'
import { createRate } from './rate.ts'
import { rowKey, tailRow } from './tail.ts'

type EntitySpec = Extract<ViewSpec, { kind: 'entity' }>

export interface EntityView extends View {
  /** A record of this key that has just come in. */
  push: (seen: Seen) => void
}

/** Everything about one key: what the index has of it, and what comes in from now on. Rows only come, oldest first. */
export function createEntityView(spec: EntitySpec, history: Seen[], close: () => void): EntityView {
  const cap = capOf(spec)
  const rate = createRate()
  const counts = { in: 0, shown: 0, passed: 0, bad: 0, newest: 0 }
  const known = new Set<string>()
  let fresh: Seen[] = []
  let onScreen: Row<TailRow>[] = []
  const row = (seen: Seen): Row<TailRow> => ({ k: rowKey(seen), v: tailRow(seen) })
  const count = (seen: Seen) => {
    counts.in++
    if (isBad(seen)) counts.bad++
    if (seen.time > counts.newest) counts.newest = seen.time
  }
  const truth = (): Truth => {
    const now = Date.now()
    return { ...counts, rate: rate.perSecond(now), conflated: 0, now }
  }

  const before = [...history].sort((a, b) => a.time - b.time).slice(-cap)
  for (const seen of before) {
    count(seen)
    known.add(rowKey(seen))
  }
  onScreen = before.map(row)
  counts.shown = onScreen.length

  return {
    push(seen) {
      // The history was read while this record was already on its way.
      if (known.delete(rowKey(seen))) return
      count(seen)
      rate.add(1, Date.now())
      fresh.push(seen)
    },
    snapshot: () => ({ full: true, rows: onScreen, truth: truth() }),
    drain(): Body | null {
      if (fresh.length === 0) return null
      const rows = fresh.slice(-cap).map(row)
      counts.shown += rows.length
      counts.passed += fresh.length - rows.length
      fresh = []
      onScreen = onScreen.concat(rows).slice(-cap)
      return { rows, truth: truth() }
    },
    close,
  }
}
