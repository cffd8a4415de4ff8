import { capOf } from '#lib/feed/limits.ts'
import type { Row, TailRow, Truth, ViewSpec } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'
import { isBad, type Seen } from './decode.ts'
import { createRate, type Rate } from './rate.ts'
import type { Ring } from './ring.ts'
import { haystack, rowKey, tailRow } from './tail.ts'

type TailSpec = Extract<ViewSpec, { kind: 'tail' }>

/** What a tail reads of its topic. `in`, `bad` since the console started; `newest` epoch ms. */
export interface TailSource {
  ring: Ring
  in: number
  bad: number
  newest: number
  rate: Rate
}

/** The live tail of a topic: rows only come, oldest first; when more arrive than a page holds, the newest are shown and the rest counted as passed. */
export function createTailView(spec: TailSpec, source: TailSource): View {
  const { ring } = source
  const cap = capOf(spec)
  const search = spec.search?.toLowerCase()
  const filtered = search !== undefined || spec.partition !== undefined
  const passes = (seen: Seen): boolean =>
    (spec.partition === undefined || seen.partition === spec.partition) && (!search || haystack(seen).includes(search))
  const own = { in: 0, bad: 0, newest: 0, rate: createRate() }
  const sums = { shown: 0, passed: 0 }
  let at = ring.count()
  let onScreen: Row<TailRow>[] = []

  const take = (from: number): Seen[] => (filtered ? ring.since(from).filter(passes) : ring.since(from, cap))
  const rowsOf = (seen: Seen[]): Row<TailRow>[] => seen.map((one) => ({ k: rowKey(one), v: tailRow(one) }))
  const truth = (): Truth => {
    const now = Date.now()
    const of = filtered ? own : source
    return { in: of.in, rate: of.rate.perSecond(now), ...sums, conflated: 0, bad: of.bad, newest: of.newest, now }
  }
  const countOwn = (seen: Seen[]) => {
    if (!filtered) return
    own.in += seen.length
    own.rate.add(seen.length, Date.now())
    for (const one of seen) {
      if (isBad(one)) own.bad++
      if (one.time > own.newest) own.newest = one.time
    }
  }

  const first = take(0)
  countOwn(first)
  onScreen = rowsOf(first.slice(-cap))
  sums.shown = onScreen.length

  return {
    snapshot: () => ({ full: true, rows: onScreen, truth: truth() }),
    drain(): Body | null {
      const before = at
      at = ring.count()
      const fresh = take(before)
      if (fresh.length === 0) return null
      // Of all that came, what is not shown was passed over, also what fell out of the ring before this frame.
      const came = filtered ? fresh.length : at - before
      countOwn(fresh)
      const rows = rowsOf(fresh.slice(-cap))
      sums.shown += rows.length
      sums.passed += came - rows.length
      onScreen = onScreen.concat(rows).slice(-cap)
      return { rows, truth: truth() }
    },
  }
}
