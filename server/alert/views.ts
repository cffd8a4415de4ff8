import type { AlertRow, AlertsData, Truth } from '#lib/protocol.ts'
import type { Provides } from '#server/request/views.ts'
import type { Clock } from '#server/store/clock.ts'
import { createListView } from '#server/store/list-view.ts'

/** The view `alerts`. `read` gives the rows in order and the sums over them. */
export function provideAlerts({
  hub,
  clock,
  read,
}: {
  hub: Provides
  clock: Clock
  read: () => { rows: AlertRow[]; data: AlertsData }
}): { changed: (urgent: boolean) => void } {
  const watchers = new Set<(urgent?: boolean) => void>()
  let shown = 0
  hub.provide('alerts', (_, changed) => {
    watchers.add(changed)
    const truth = (): Truth => {
      const { rows, data } = read()
      const all = data.firing + data.pending + data.silenced
      const open = rows.filter((row) => row.state !== 'resolved').length
      const newest = rows.reduce((latest, row) => Math.max(latest, row.resolvedAt ?? row.firedAt ?? row.since), 0)
      return {
        in: all,
        rate: 0,
        shown,
        conflated: 0,
        passed: Math.max(0, all - open),
        bad: 0,
        newest,
        now: clock.now(),
      }
    }
    return createListView<AlertRow, AlertsData>({
      rows: () => read().rows.map((row) => ({ k: row.id, v: row })),
      data: () => read().data,
      truth,
      close: () => void watchers.delete(changed),
    })
  })
  return {
    changed: (urgent) => {
      shown += watchers.size ? 1 : 0
      for (const changed of watchers) changed(urgent)
    },
  }
}
