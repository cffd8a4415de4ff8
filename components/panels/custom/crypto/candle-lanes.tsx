'use client'
import type { Bar } from '#lib/crypto/bars.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import { candlePaths, columnPath, extent, levels, linePath, type Scale, xOf, yOf } from './geometry.ts'
import { type StageView, Tag } from './stage.tsx'
import { axisPrice, price } from './words.ts'

const rises = (bar: Bar): boolean => bar.c >= bar.o

/** Candles with the two averages over them. Rising ones are hollow, falling ones filled; the unfinished one is dashed. */
export function PriceLane({ data, view, scale }: { data: MarketData; view: StageView; scale: Scale }) {
  const { slots, bars, first, right } = view
  const done = bars.filter((bar) => !bar.open)
  const up = candlePaths(done.filter(rises), slots, scale)
  const down = candlePaths(
    done.filter((bar) => !rises(bar)),
    slots,
    scale,
  )
  const open = bars.at(-1)?.open ? bars.at(-1) : undefined
  const now = open && candlePaths([open], slots, scale)
  const xs = bars.map((bar) => xOf(slots, bar.t))
  const marks = levels(scale, Math.max(2, Math.floor(scale.height / 56)))
  const step = marks.length > 1 ? marks[1]! - marks[0]! : 1
  const last = bars.at(-1)
  const hollow = slots.width / slots.count >= 5
  return (
    <g>
      {marks.map((value) => (
        <g key={value}>
          <path d={`M0 ${Math.floor(yOf(scale, value)) + 0.5}H${right}`} className="stage-grid" />
          {/* The tag of the last price stands over the labels beside it. */}
          {last && Math.abs(yOf(scale, last.c) - yOf(scale, value)) < 15 ? null : (
            <text x={right + 6} y={yOf(scale, value) + 4}>
              {axisPrice(value, step)}
            </text>
          )}
        </g>
      ))}
      <path d={linePath(data.ema.slow.slice(first), xs, scale)} className="ema-slow" />
      <path d={linePath(data.ema.fast.slice(first), xs, scale)} className="ema-fast" />
      <path d={up.wicks} className="wick rise" />
      <path d={up.bodies} className={`body rise${hollow ? '' : ' solid'}`} />
      <path d={down.wicks} className="wick fall" />
      <path d={down.bodies} className="body fall solid" />
      {open && now && (
        <g className={`unfinished ${rises(open) ? 'rise' : 'fall'}`} data-testid="unfinished">
          <path d={now.wicks} />
          <path d={now.bodies} />
        </g>
      )}
      {last && (
        <g className={rises(last) ? 'rise' : 'fall'}>
          <path d={`M0 ${Math.floor(yOf(scale, last.c)) + 0.5}H${right}`} className="last-price" />
          <Tag
            x={right + (view.width - right) / 2}
            y={yOf(scale, last.c) - 8.5}
            width={view.width - right - 2}
            tone="currentcolor"
          >
            {axisPrice(last.c, Math.min(1, step))}
          </Tag>
        </g>
      )}
    </g>
  )
}

export function priceScale(data: MarketData, { bars, first }: StageView, at: { top: number; height: number }): Scale {
  const values = bars.flatMap((bar) => [bar.h, bar.l])
  return { ...extent([...values, ...data.ema.fast.slice(first), ...data.ema.slow.slice(first)]), ...at }
}

/** Volume under the price, in the direction of its candle. */
export function VolumeLane({ view, top, height }: { view: StageView; top: number; height: number }) {
  const { slots, bars, right } = view
  const most = Math.max(0, ...bars.map((bar) => bar.v))
  const scale = { low: 0, high: most || 1, top: top + 14, height: height - 14 }
  const of = (keep: (bar: Bar) => boolean) =>
    columnPath(
      bars.filter((bar) => !bar.open && keep(bar)).map((bar) => ({ t: bar.t, value: bar.v })),
      slots,
      scale,
    )
  const open = bars.filter((bar) => bar.open).map((bar) => ({ t: bar.t, value: bar.v }))
  return (
    <g>
      <LaneHead top={top} right={right}>
        Volume
      </LaneHead>
      <path d={of(rises)} className="volume rise" />
      <path d={of((bar) => !rises(bar))} className="volume fall" />
      <path d={columnPath(open, slots, scale)} className="volume open" />
      {most > 0 && (
        <text x={right + 6} y={top + 18}>
          {price(most).replace(/\.\d+$/, '')}
        </text>
      )}
    </g>
  )
}

/** A thin line above a lane, and its name. */
export function LaneHead({ top, right, children }: { top: number; right: number; children: React.ReactNode }) {
  return (
    <>
      <path d={`M0 ${top + 0.5}H${right}`} className="stage-axis" />
      <text x={8} y={top + 13} className="lane-name">
        {children}
      </text>
    </>
  )
}
