import type { RequestRow, RequestsData, Truth, ViewSpec } from '#lib/protocol.ts'
import type { MakeView } from '#server/ports.ts'
import type { Clock } from '#server/store/clock.ts'
import { createListView, createValueView } from '#server/store/list-view.ts'
import type { Book } from './book.ts'

export interface Provides {
  provide: (kind: ViewSpec['kind'], make: MakeView) => void
}

/** The views `requests` (newest first, at most 200, with counts) and `request` (one, whole). */
export function provideRequests({ hub, book, clock }: { hub: Provides; book: Book; clock: Clock }): void {
  const watchers = new Set<(row: RequestRow) => void>()
  let shown = 0
  book.onChange((live) => {
    for (const tell of watchers) tell(live.row)
  })
  const watch = (tell: (row: RequestRow) => void) => {
    watchers.add(tell)
    return () => void watchers.delete(tell)
  }
  const truth = (total: number, newest: number, rate: number): Truth => ({
    in: total,
    rate,
    shown,
    conflated: 0,
    passed: Math.max(0, total - 200),
    bad: 0,
    newest,
    now: clock.now(),
  })

  hub.provide('requests', (spec: Extract<ViewSpec, { kind: 'requests' }>, changed) => {
    const total = () => Object.values(book.counts(spec.system)).reduce((sum, n) => sum + n, 0)
    const close = watch((row) => {
      if (spec.system && row.system !== spec.system) return
      shown++
      changed(true)
    })
    return createListView<RequestRow, RequestsData>({
      rows: () => book.recent(spec.system).map((row) => ({ k: row.id, v: row })),
      data: () => ({ total: total(), counts: book.counts(spec.system) }),
      truth: () => {
        const rows = book.recent(spec.system)
        return truth(total(), rows[0]?.at ?? 0, rows.filter((row) => row.at > clock.now() - 5_000).length / 5)
      },
      close,
    })
  })

  hub.provide('request', (spec: Extract<ViewSpec, { kind: 'request' }>, changed) => {
    const first = book.get(spec.id)
    if (!first) return `There is no request ${spec.id}.`
    const close = watch((row) => {
      if (row.id === spec.id) changed(true)
    })
    return createValueView<RequestRow>({
      data: () => book.get(spec.id)?.row ?? first.row,
      truth: () => ({ ...truth(1, book.get(spec.id)?.row.stages.at(-1)?.at ?? 0, 0), passed: 0 }),
      close,
    })
  })
}
