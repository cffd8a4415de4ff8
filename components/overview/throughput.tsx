'use client'
import { memo, useMemo } from 'react'
import { Area } from 'recharts'
import type { PulseData } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import { ChartTable } from '../charts/chart-table.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { clock, number, rate } from '../ui/format.ts'
import { Panel, type PanelState } from '../ui/panel.tsx'
import { STEP_MS, type ThroughputRow, throughputRows } from './throughput-rows.ts'

const ago = (t: number, now: number) => {
  const seconds = Math.round((now - t) / 1000)
  return seconds < 15 ? 'now' : seconds < 60 ? `−${seconds} s` : `−${Math.round(seconds / 60)} min`
}
const hms = (t: number) => new Date(t).toISOString().slice(11, 19)

/** Records per second through the console, in 5 s buckets; the last is dashed until it is full. */
export function Throughput({ pulse, state }: { pulse: PulseData | null; state: PanelState }) {
  const rows = useMemo(() => (pulse ? throughputRows(pulse) : []), [pulse])
  const total = pulse ? Object.values(pulse.systems).reduce((sum, system) => sum + system.rate, 0) : 0
  const empty = rows.length === 0
  return (
    <Panel
      id="throughput"
      title="Records per second"
      note={pulse ? `${rate(total)} now, all systems` : undefined}
      state={state === 'live' && empty ? 'loading' : state}
      loading="Waiting for the first 5 seconds…"
      sheet={() => ({
        name: 'records-per-second',
        heads: ['time (UTC)', 'records/s'],
        rows: rows.map((r) => [hms(r.t), r.done ?? r.open]),
      })}
      table={() => (
        <ChartTable
          caption="Records per second, newest first"
          heads={['Bucket of 5 s', 'Records/s']}
          rows={rows.toReversed().map((r) => ({ k: r.t, cells: [clock(r.t), number(r.done ?? r.open ?? 0)] }))}
        />
      )}
    >
      <Chart rows={rows} />
    </Panel>
  )
}

const look = {
  stroke: 'var(--accent)',
  fill: 'var(--accent)',
  strokeWidth: 1.5,
  isAnimationActive: false,
  dot: false,
  activeDot: false,
  type: 'linear',
} as const
const y = { tickFormatter: (value: number) => number(value) }

const Chart = memo(function Chart({ rows }: { rows: ThroughputRow[] }) {
  const first = rows[0]?.t ?? 0
  const last = rows.at(-1)?.t ?? 1
  const times = useMemo(
    () => ({
      at: [0, 1, 2, 3, 4, 5].map((i) => first + Math.round(((last - first) * i) / 5 / STEP_MS) * STEP_MS),
      label: (t: number) => ago(t, last),
    }),
    [first, last],
  )
  return (
    <div className="chart">
      <TimeChart
        data={rows}
        title="Records per second"
        from={first}
        to={last}
        times={times}
        y={y}
        tip={(row) => <Tip row={row} />}
      >
        <Area {...look} dataKey="done" fillOpacity={0.12} />
        <Area {...look} dataKey="open" fillOpacity={0.05} strokeDasharray="3 3" />
      </TimeChart>
    </div>
  )
})

function Tip({ row }: { row: ThroughputRow }) {
  return (
    <div className="chart-tip">
      <p>
        {clock(row.t)}
        {row.done === null && ' · not finished'}
      </p>
      <div>
        <b>All systems</b>
        <span>{number(row.done ?? row.open ?? 0)}/s</span>
      </div>
      {row.parts.map((part) => (
        <div key={part.id}>
          <span>{systemOf(part.id)?.title ?? part.id}</span>
          <span>{number(part.rate)}/s</span>
        </div>
      ))}
    </div>
  )
}
