'use client'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { type Column, columns, lines as names } from '#components/charts/buckets.ts'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { Legend } from '#components/charts/legend.tsx'
import type { LineSpec } from '#components/charts/series-chart.tsx'
import { foldSplit, levelOf, splitColours, splitOrder } from '#components/charts/tones.ts'
import { useInSight } from '#components/charts/use-in-sight.ts'
import { Empty } from '#components/ui/empty.tsx'
import { clock, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { Panel as PanelSpec, System } from '#lib/contract.ts'
import { panelState } from './panel-state.ts'
import { useSeries } from './use-series.ts'

// The chart library is half the page's weight; the frame stands before it is there.
const SeriesChart = dynamic(() => import('#components/charts/series-chart.tsx').then((m) => m.SeriesChart), {
  ssr: false,
  loading: () => <div className="chart" />,
})

type SeriesSpec = Extract<PanelSpec, { kind: 'series' }>

/** Rates, means or a split over the page's range. */
export function SeriesPanel({ panel, system }: { panel: SeriesSpec; system: System }) {
  const view = useSeries(system.id, panel.measures, useInSight(panel.id))
  const { measures, stat } = panel
  const data = useMemo(
    () => (stat === 'split' && view.data ? foldSplit(system, view.data, measures[0] ?? '') : view.data),
    [stat, system, view.data, measures],
  )
  const found = data ? splitOrder(system, names(data, measures, stat)).join('\n') : ''
  const lines = useMemo<LineSpec[]>(() => {
    const ids = stat === 'split' ? found.split('\n').filter(Boolean) : measures
    const colours = stat === 'split' ? splitColours(system, ids) : spares
    return ids.map((id, i) => ({
      id,
      title:
        stat === 'split'
          ? (levelOf(system, id)?.title ?? id)
          : (system.measures?.find((m) => m.id === id)?.title ?? id),
      colour: colours[i % colours.length] as string,
    }))
  }, [found, measures, stat, system])
  const rows = useMemo<Column[]>(() => (data ? columns(data, measures, stat) : []), [data, measures, stat])
  const measure = system.measures?.find((m) => m.id === measures[0])
  const unit = stat === 'mean' ? (measure?.unit ?? '') : '/s'
  const nothing = Boolean(data) && !Object.values(data?.series ?? {}).some((points) => points.some((p) => p.n > 0))
  return (
    <Panel
      id={panel.id}
      title={panel.title}
      state={panelState(view, nothing)}
      error={view.error}
      truth={view.truth}
      empty={<Empty title="Nothing in this range">Choose a longer range above, or wait for the next record.</Empty>}
      table={() => (
        <ChartTable
          caption={panel.title}
          heads={['From', ...lines.map((line) => `${line.title} ${unit}`)]}
          rows={[...rows].reverse().map((row) => ({
            k: row.t,
            cells: [
              `${clock(row.t)}${row.unfinished ? ', not finished' : ''}`,
              ...lines.map((line) => say(row, line.id)),
            ],
          }))}
        />
      )}
      sheet={() => ({
        name: `${system.id}-${panel.id}`,
        heads: ['From (UTC)', ...lines.map((line) => line.title)],
        rows: rows.map((row) => [
          new Date(row.t).toISOString(),
          ...lines.map((line) => row.v[line.id] ?? row.u[line.id] ?? null),
        ]),
      })}
    >
      {data && (
        <SeriesChart
          data={data}
          measures={measures}
          stat={stat}
          lines={lines}
          title={`${panel.title} over time`}
          unit={unit}
        />
      )}
      <Legend lines={lines} values={rows.findLast((row) => !row.unfinished)?.v ?? {}} unit={unit} />
    </Panel>
  )
}

const spares = ['var(--accent)', 'var(--low)', 'var(--medium)', 'var(--high)']
const say = (row: Column, id: string): string => {
  const value = row.v[id] ?? row.u[id]
  return value === null || value === undefined ? '–' : number(value)
}
