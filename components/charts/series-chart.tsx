'use client'
import { memo, useId, useMemo } from 'react'
import { Area, Line, ReferenceArea, ReferenceLine } from 'recharts'
import type { SeriesData } from '#lib/protocol.ts'
import { type Column, columns, mergeMarks } from './buckets.ts'
import { Ticks } from './chart-ticks.tsx'
import { type Flat, figure, Tip } from './chart-tip.tsx'
import { TimeChart } from './time-chart.tsx'
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
  bands?: { from: number; to: number; colour: string; title: string }[]
}

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
  const hatch = useId()
  const rows = useMemo(
    () => columns(data, measures, stat).map((column) => flatten(column, lines)),
    [data, measures, stat, lines],
  )
  const first = rows[0]?.t ?? data.from
  const open = rows.at(-1)?.unfinished ? rows.at(-1) : undefined
  const last = rows.at(-1)?.t ?? data.to
  const seen = data.marks.filter((mark) => mark.t >= first && mark.t <= data.to)
  const marks = mergeMarks(
    seen.filter((mark) => !mark.each),
    data.stepMs,
  )
  const many = seen.filter((mark) => mark.each)
  return (
    <div className="chart">
      {many.length > 0 && last > first && <Ticks marks={many} from={first} to={last} />}
      <TimeChart
        data={rows}
        title={title}
        from={first}
        to={last}
        shared
        y={{
          tickFormatter: figure,
          ...(bands && { domain: [0, 1], ticks: [0, ...bands.map((b) => b.from).filter((v) => v > 0), 1] }),
        }}
        tip={(row) => (
          <Tip row={row} lines={lines} unit={unit} stepMs={data.stepMs} marks={mergeMarks(seen, data.stepMs)} />
        )}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V5" stroke="var(--line-2)" strokeWidth="2" />
          </pattern>
        </defs>
        {bands?.map((band) => (
          <ReferenceArea
            key={band.title}
            y1={band.from}
            y2={Math.min(1, band.to)}
            fill={band.colour}
            fillOpacity={0.08}
            stroke="none"
            ifOverflow="hidden"
          />
        ))}
        {open && rows.length > 1 && (
          <ReferenceArea x1={rows.at(-2)?.t} x2={open.t} fill={`url(#${hatch})`} fillOpacity={0.5} stroke="none" />
        )}
        {lines.map((line, i) =>
          stat === 'split' ? (
            <Area
              key={line.id}
              dataKey={`v${i}`}
              name={line.title}
              stackId="all"
              stroke={line.colour}
              fill={line.colour}
              fillOpacity={0.28}
              strokeWidth={1.2}
              isAnimationActive={false}
              dot={false}
              activeDot={false}
            />
          ) : (
            <Line
              key={line.id}
              dataKey={`v${i}`}
              name={line.title}
              stroke={line.colour}
              strokeWidth={1.5}
              dot={rows.length < 3}
              activeDot={{ r: 3 }}
              isAnimationActive={false}
              type="linear"
            />
          ),
        )}
        {lines.map((line, i) =>
          stat === 'split' ? (
            <Area
              key={`${line.id}~`}
              dataKey={`u${i}`}
              stackId="open"
              stroke={line.colour}
              fill={line.colour}
              fillOpacity={0.1}
              strokeDasharray="3 3"
              strokeWidth={1.2}
              isAnimationActive={false}
              dot={false}
              activeDot={false}
              legendType="none"
              tooltipType="none"
            />
          ) : (
            <Line
              key={`${line.id}~`}
              dataKey={`u${i}`}
              stroke={line.colour}
              strokeDasharray="3 3"
              strokeWidth={1.5}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
              legendType="none"
              tooltipType="none"
              type="linear"
            />
          ),
        )}
        {marks.map((mark) => (
          <ReferenceLine
            key={`${mark.t}${mark.title}`}
            x={mark.t}
            stroke={
              mark.severity === 'critical'
                ? 'var(--critical)'
                : mark.severity === 'warning'
                  ? 'var(--medium)'
                  : 'var(--accent)'
            }
            strokeDasharray="2 3"
            ifOverflow="hidden"
            label={{ value: mark.severity ? '▲' : '◇', position: 'insideTop', fontSize: 9 }}
          />
        ))}
      </TimeChart>
    </div>
  )
})
