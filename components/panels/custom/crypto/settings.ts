'use client'
import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { useRange } from '#components/shell/use-range.ts'
import { setUrl } from '#components/ui/url-state.ts'
import type { System } from '#lib/contract.ts'
import { minuteMs } from '#lib/crypto/bars.ts'
import { type ClassOrder, isOrder, usualOrder } from '#lib/crypto/classes.ts'
import { widths } from '#lib/crypto/market.ts'
import type { Range, ViewSpec } from '#lib/protocol.ts'

/** What the crypto panels share, all of it in the address: `?symbol=`, `?candle=5m`, `?classes=bhs`, `?sell=0.5`, and the page's range. */
export interface MarketSettings {
  symbol: string
  symbols: string[]
  range: Range
  width: number
  order: ClassOrder
  sell: number
  /** Elder-ray under the volume. */
  ray: boolean
}

export const widthName = (ms: number): string => (ms < 60 * minuteMs ? `${ms / minuteMs}m` : `${ms / (60 * minuteMs)}h`)

export const setMarket = {
  symbol: (symbol: string) => setUrl({ symbol }, true),
  width: (ms: number) => setUrl({ candle: ms === minuteMs ? null : widthName(ms) }, true),
  order: (order: ClassOrder) => setUrl({ classes: order === usualOrder ? null : order }, true),
  ray: (on: boolean) => setUrl({ ray: on ? 'on' : null }),
  // Dragged: every step of it in the history would bury the page before.
  sell: (sell: number) => setUrl({ sell: sell === 1 ? null : String(sell) }),
}

/** `only`: the page is about one symbol, whatever the address says. */
export function useMarketSettings(system: System, only?: string): MarketSettings {
  const params = useSearchParams()
  const { range } = useRange()
  const [symbol, candle, classes, sell, ray] = ['symbol', 'candle', 'classes', 'sell', 'ray'].map((name) =>
    params.get(name),
  )
  return useMemo(() => {
    const symbols = only ? [only] : system.topics.map((topic) => topic.name)
    const scale = Number(sell ?? 1)
    return {
      symbols,
      range,
      symbol: symbols.find((one) => one === symbol) ?? symbols[0] ?? '',
      width: widths.find((ms) => widthName(ms) === candle) ?? minuteMs,
      order: isOrder(classes) ? classes : usualOrder,
      sell: scale >= 0 && scale <= 2 ? scale : 1,
      ray: ray === 'on',
    }
  }, [system, only, range, symbol, candle, classes, sell, ray])
}

/** Defaults are left out, so that equal pictures are one view. */
export const specOf = ({ symbol, range, width, order, sell }: MarketSettings): ViewSpec => ({
  ...{ kind: 'market', symbol, range },
  ...(width !== minuteMs && { width }),
  ...(order !== usualOrder && { order }),
  ...(sell !== 1 && { sell }),
})
