'use client'
import { memo, useMemo } from 'react'
import { number } from '#components/ui/format.ts'
import type { SeriesData } from '#lib/protocol.ts'
import { type Column, columns, mergeMarks, unlined } from './buckets.ts'
import { Ticks } from './chart-ticks.tsx'
import { type Flat, Tip } from './chart-tip.tsx'
import { Hatch, Marks, Values } from './series-parts.tsx'
import { TimeChart } from './time-chart.tsx'
import { useSame } from './use-same.ts'
import './charts.css'

export interface LineSpec {
  /** Name in the data: a measure or a category. */
  id: string
  title: string
  colour: string
}
export interface SeriesChartProps {
  data: SeriesData
  measures: string[]
  stat: 'rate' | 'mean' | 'split'
  lines: LineSpec[]
  title: string
  unit?: string
}

const y = { tickFormatter: (value: number) => number(value) }

/** recharts reads dots in keys as paths, so lines go by index. */
const flatten = (column: Column, lines: LineSpec[]): Flat => {
  const row: Flat = { t: column.t, unfinished: column.unfinished }
  lines.forEach(({ id }, i) => {
    row[`v${i}`] = column.v[id] ?? null
    row[`u${i}`] = column.u[id] ?? null
  })
  return row
}

/**
 * Values over time from at most 150 buckets. The last, unfinished bucket is dashed and hatched; alerts and versions are vertical marks; every
 * chart of a page shares one crosshair. Memoised: it redraws when `data` changes and for nothing else, and the caller holds that to 4 a second.
 */
export const SeriesChart = memo(function SeriesChart({
  data,
  measures,
  stat,
  lines,
  title,
  unit = '',
}: SeriesChartProps) {
  const rows = useMemo(
    () =>
      unlined(
        columns(data, measures, stat).map((column) => flatten(column, lines)),
        stat === 'split' ? lines.length : 0,
      ),
    [data, measures, stat, lines],
  )
  const first = rows[0]?.t ?? data.from
  const open = rows.at(-1)?.unfinished ? rows.at(-1)?.t : undefined
  const last = rows.at(-1)?.t ?? data.to
  const seen = useSame(data.marks.filter((mark) => mark.t >= first && mark.t <= data.to))
  const marks = useMemo(
    () =>
      mergeMarks(
        seen.filter((mark) => !mark.each),
        data.stepMs,
      ),
    [seen, data.stepMs],
  )
  const many = seen.filter((mark) => mark.each)
  const split = stat === 'split'
  return (
    <div className="chart">
      {many.length > 0 && last > first && <Ticks marks={many} from={first} to={last} />}
      <TimeChart
        data={rows}
        title={title}
        from={first}
        to={last}
        shared
        y={y}
        tip={(row) => (
          <Tip row={row} lines={lines} unit={unit} stepMs={data.stepMs} marks={mergeMarks(seen, data.stepMs)} />
        )}
      >
        {open !== undefined && <Hatch from={rows.at(-2)?.t} to={open} />}
        {lines.map((line, i) => (
          <Values key={line.id} line={line} at={`v${i}`} split={split} dots={rows.length < 3} />
        ))}
        {lines.map((line, i) => (
          <Values key={line.id} line={line} at={`u${i}`} split={split} />
        ))}
        <Marks marks={marks} />
      </TimeChart>
    </div>
  )
})
