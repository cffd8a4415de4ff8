'use client'
import { memo, useMemo } from 'react'
import { number } from '#components/ui/format.ts'
import type { SeriesData } from '#lib/protocol.ts'
import { type Column, columns, mergeMarks } from './buckets.ts'
import { Ticks } from './chart-ticks.tsx'
import { type Flat, Tip } from './chart-tip.tsx'
import { type Band, Ground, Marks, Values } from './series-parts.tsx'
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
  /** Level bands behind a score: fixes the y axis to 0..1. */
  bands?: Band[]
}

const axis = (value: number) => number(value)

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
  bands,
}: SeriesChartProps) {
  const rows = useMemo(
    () => columns(data, measures, stat).map((column) => flatten(column, lines)),
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
  const y = useMemo(
    () => ({
      tickFormatter: axis,
      ...(bands && { domain: [0, 1], ticks: [0, ...bands.map((b) => b.from).filter((v) => v > 0), 1] }),
    }),
    [bands],
  )
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
        <Ground bands={bands} before={rows.at(-2)?.t} open={open} />
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
