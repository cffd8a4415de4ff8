'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { Seen } from '#components/panels/panel-state.ts'
import { useLast } from '#components/panels/use-last.ts'
import { useWait } from '#components/panels/use-wait.ts'
import type { System } from '#lib/contract.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import type { Truth } from '#lib/protocol.ts'
import { type MarketSettings, specOf, useMarketSettings } from './settings.ts'

export interface MarketSeen extends Seen {
  data: MarketData | undefined
  truth: Truth | null
  settings: MarketSettings
}

/** The market the page shows. Panels share one view; while a changed question is answered the last picture stays. */
export function useMarket(system: System, only?: string): MarketSeen {
  const settings = useMarketSettings(system, only)
  // The slider moves many times a second; the server is asked where it rests.
  const sell = useWait(settings.sell, 150)
  const spec = useMemo(() => specOf({ ...settings, sell }), [settings, sell])
  const view = useLast(useView<never, MarketData>(spec, { everyMs: 250 }))
  const { state, gap, error, truth, data } = view
  // Another symbol is another market: its picture is not shown under this one's name.
  return { state, gap, error, truth, data: data?.symbol === settings.symbol ? data : undefined, settings }
}
