'use client'
import { type ComponentProps, type ReactNode, useMemo } from 'react'
import { CartesianGrid, ComposedChart, Tooltip, XAxis, YAxis } from 'recharts'
import { tickLabel, ticks } from './buckets.ts'
import './charts.css'

export interface TimeChartProps<Row extends { t: number }> {
  /** In order of `t`, epoch ms. */
  data: readonly Row[]
  title: string
  /** What the time axis spans, epoch ms. */
  from: number
  to: number
  /** Where the axis is labelled and how; default: round times of day. */
  times?: { at: number[]; label: (t: number) => string }
  y?: ComponentProps<typeof YAxis>
  /** Shares its crosshair with the other charts of the page. */
  shared?: boolean
  tip: (row: Row) => ReactNode
  children: ReactNode
}

const margin = { top: 6, right: 14, bottom: 0, left: 0 }
const filled = { width: '100%', height: '100%' }
const fromZero: [number, 'auto'] = [0, 'auto']
const crosshair = { stroke: 'var(--faint)', strokeDasharray: '2 2' }

/**
 * The frame of every chart over time: grid, axes, crosshair, tip. Its lines, areas and marks are its children. recharts tells all of its parts of every
 * property that is another object than before, so what has not changed is the same object here; `times` and `y` should be, too.
 */
export function TimeChart<Row extends { t: number }>(props: TimeChartProps<Row>) {
  const { data, title, from, to, times, y, shared, tip, children } = props
  const axes = useMemo(
    () => (
      <>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="t"
          type="number"
          domain={[from, to]}
          ticks={times?.at ?? ticks(from, to)}
          tickFormatter={times?.label ?? ((t: number) => tickLabel(t, to - from))}
          stroke="var(--line-2)"
          tickLine={false}
          height={24}
        />
        <YAxis width={46} stroke="none" interval={0} tickCount={4} domain={fromZero} {...y} />
      </>
    ),
    [from, to, times, y],
  )
  return (
    <ComposedChart
      responsive
      data={data as Row[]}
      {...(shared && { syncId: 'page', syncMethod: 'value' })}
      title={title}
      margin={margin}
      style={filled}
    >
      {axes}
      {children}
      <Tooltip
        isAnimationActive={false}
        cursor={crosshair}
        content={({ active, payload }) => {
          const row = payload?.[0]?.payload as Row | undefined
          return active && row ? tip(row) : null
        }}
      />
    </ComposedChart>
  )
}
