import { capOf } from '#lib/feed/limits.ts'
import type { Exchange } from '#lib/finrobot/pairing.ts'
import { type ExchangeSummary, passes, summarise } from '#lib/finrobot/summary.ts'
import type { ExchangeData, Truth, ViewSpec } from '#lib/protocol.ts'
import type { Clock } from '#server/store/clock.ts'
import { createListView } from '#server/store/list-view.ts'
import type { Lane } from './exchanges.ts'
import type { Provides } from './views.ts'

type Spec = Extract<ViewSpec, { kind: 'exchange' }>

/** Registers the view `exchange`: the newest exchanges of a system under a filter, and what all that are known amount to. */
export function provideExchanges({
  hub,
  lanes,
  clock,
}: {
  hub: Provides
  lanes: ReadonlyMap<string, Lane>
  clock: Clock
}): void {
  /** Several browsers look at the same: it is added up once per change. */
  const sums = new WeakMap<Lane, { version: number; summary: ExchangeSummary; newest: Exchange[] }>()
  const read = (lane: Lane) => {
    const version = lane.pairing.version()
    const held = sums.get(lane)
    if (held?.version === version) return held
    const newest = lane.pairing.all().sort((a, b) => b.t - a.t)
    const made = { version, newest, summary: summarise(newest) }
    sums.set(lane, made)
    return made
  }

  hub.provide('exchange', (spec: Spec, changed) => {
    const lane = lanes.get(spec.system)
    if (!lane) return `${spec.system} has no requests and replies that are paired.`
    const told = { shown: 0 }
    const matching = () => {
      const { newest } = read(lane)
      return spec.only ? newest.filter((one) => passes(one, spec.only!)) : newest
    }
    const truth = (): Truth => {
      const now = clock.now()
      const { in: seen, bad, newest } = lane
      return { in: seen, rate: lane.rate.perSecond(now), shown: told.shown, conflated: 0, passed: 0, bad, newest, now }
    }
    const tell = () => changed()
    lane.changed.add(tell)
    return {
      everyMs: 200,
      ...createListView<Exchange, ExchangeData>({
        rows: () => {
          const rows = matching().slice(0, capOf(spec))
          told.shown = Math.max(told.shown, rows.length)
          return rows.map((v) => ({ k: v.k, v }))
        },
        data: () => ({ ...read(lane).summary, matching: matching().length, groups: lane.groups }),
        truth,
        close: () => void lane.changed.delete(tell),
      }),
    }
  })
}
