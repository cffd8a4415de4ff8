'use client'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { tickLabel, ticks } from '#components/charts/buckets.ts'
import { type Bar, indexAt } from '#lib/crypto/bars.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import { lookAt, useCrosshair } from './crosshair.ts'
import { type Slots, timeAt, xOf } from './geometry.ts'
import { candleTime } from './words.ts'

export interface StageView {
  slots: Slots
  /** Index of the first bar that has room, and the bars from it. */
  first: number
  bars: Bar[]
  /** Width of the whole picture, and where the plot ends and the labels begin. */
  width: number
  right: number
  /** Height of the plot without the time axis. */
  height: number
}

export interface StageProps {
  title: string
  data: Pick<MarketData, 'from' | 'to' | 'stepMs' | 'bars'>
  height: number
  /** Live pictures show fewer candles where there is little room; a range is always whole. */
  mayCut: boolean
  draw: (view: StageView) => ReactNode
  /** Over everything, where the crosshair stands; `y` is null when keys moved it. */
  cross?: (view: StageView, at: { bar: Bar | undefined; i: number; x: number; y: number | null }) => ReactNode
  /** Read out for a candle. */
  say: (i: number) => string
}

const axisHeight = 24
const leastSlot = 4

/**
 * A time axis with lanes drawn over it, and a crosshair that all stages of the page share. It is a slider to the keyboard: arrows go from candle to
 * candle, Shift ten at a time, Home and End to the ends, Esc lets go.
 */
export function Stage({ title, data, height, mayCut, draw, cross, say }: StageProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const view = useMemo<StageView | null>(() => {
    if (width === 0) return null
    const right = width - (width < 480 ? 54 : 68)
    const left = 10
    const all = Math.round((data.to - data.from) / data.stepMs)
    const count = mayCut ? Math.max(10, Math.min(all, Math.floor((right - left) / leastSlot))) : all
    const from = data.to - count * data.stepMs
    const first = indexAt(data.bars, from)
    return {
      ...{ first, width, right, height, bars: data.bars.slice(first) },
      slots: { from, stepMs: data.stepMs, count, left, width: right - left },
    }
  }, [data, width, height, mayCut])
  const drawn = useMemo(() => view && draw(view), [view, draw])
  return (
    <div className="stage" ref={box} style={{ height: height + axisHeight }}>
      {view && <Surface {...{ title, view, drawn, cross, say }} />}
    </div>
  )
}

function Surface(props: Pick<StageProps, 'title' | 'cross' | 'say'> & { view: StageView; drawn: ReactNode }) {
  const { title, view, drawn, cross, say } = props
  const { slots, bars, first, width, right, height } = view
  const t = useCrosshair()
  const [y, setY] = useState<number | null>(null)
  const i = t === null ? -1 : indexAt(bars, t)
  const bar = bars[i]?.t === t ? bars[i] : undefined
  const inside = t !== null && t >= slots.from && t < slots.from + slots.count * slots.stepMs
  const now = bar ? i : bars.length - 1

  const move = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const [x, at] = [event.clientX - box.left, event.clientY - box.top]
    if (x > right) return leave()
    lookAt(timeAt(slots, x))
    setY(at < height ? at : null)
  }
  const leave = () => {
    lookAt(null)
    setY(null)
  }
  const press = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 : 1
    const next = {
      ...{
        ArrowLeft: now - (bar ? step : 0),
        ArrowRight: now + (bar ? step : 0),
        ArrowDown: now - step,
        ArrowUp: now + step,
      },
      ...{ PageDown: now - 10, PageUp: now + 10, Home: 0, End: bars.length - 1 },
    }[event.key]
    if (event.key === 'Escape' && t !== null) leave()
    else if (next !== undefined && bars.length > 0) {
      setY(null)
      lookAt(bars[Math.max(0, Math.min(bars.length - 1, next))]!.t)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const x = t === null ? 0 : xOf(slots, t)
  const span = slots.count * slots.stepMs
  const times = ticks(slots.from, slots.from + span, Math.max(2, Math.floor(slots.width / 90)))
  return (
    <div
      className="stage-surface"
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bars.length - 1)}
      aria-valuenow={Math.max(0, now)}
      aria-valuetext={bars.length > 0 ? say(first + now) : 'no candles'}
      onPointerMove={move}
      onPointerLeave={leave}
      onKeyDown={press}
      onBlur={leave}
    >
      <svg width={width} height={height + axisHeight} aria-hidden="true">
        <path d={`M0 ${height + 0.5}H${right}`} className="stage-axis" />
        {times.map((time) => {
          const at = xOf(slots, time) - slots.width / slots.count / 2
          return at > slots.left + 12 && at < right - 12 ? (
            <g key={time}>
              <path d={`M${Math.floor(at) + 0.5} 0V${height + 4}`} className="stage-grid" />
              <text x={at} y={height + 16} textAnchor="middle">
                {tickLabel(time, span)}
              </text>
            </g>
          ) : null
        })}
        {drawn}
        {inside && (
          <g className="stage-cross">
            <path d={`M${Math.floor(x) + 0.5} 0V${height}`} />
            {y !== null && <path d={`M0 ${Math.floor(y) + 0.5}H${right}`} />}
            {cross?.(view, { bar, i: bar ? first + i : -1, x, y })}
            <Tag x={Math.max(46, Math.min(right - 46, x))} y={height + 4} width={92}>
              {candleTime(t!, slots.stepMs)}
            </Tag>
          </g>
        )}
      </svg>
    </div>
  )
}

/** A label on an axis; `x` is its middle. */
export function Tag({
  x,
  y,
  width,
  tone,
  children,
}: {
  x: number
  y: number
  width: number
  tone?: string
  children: ReactNode
}) {
  return (
    <g className="stage-tag" style={tone ? { color: tone } : undefined} data-toned={tone ? '' : undefined}>
      <rect x={x - width / 2} y={y} width={width} height={17} rx={3} />
      <text x={x} y={y + 12.5} textAnchor="middle">
        {children}
      </text>
    </g>
  )
}

/** 0 until the browser has said how wide it is. */
function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)))
    watch.observe(element)
    setWidth(Math.floor(element.clientWidth))
    return () => watch.disconnect()
  }, [ref])
  return width
}
