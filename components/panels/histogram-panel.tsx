'use client'
import { bars } from '#components/charts/bins.ts'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { Histogram } from '#components/charts/histogram.tsx'
import { useInSight } from '#components/charts/use-in-sight.ts'
import { useRange } from '#components/shell/use-range.ts'
import { Empty } from '#components/ui/empty.tsx'
import { number, percent } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { Panel as PanelSpec, System } from '#lib/contract.ts'
import type { Range } from '#lib/protocol.ts'
import { panelState } from './panel-state.ts'
import { useSeries } from './use-series.ts'

type HistogramSpec = Extract<PanelSpec, { kind: 'histogram' }>
const before: Record<string, string> = {
  live: 'the minutes before',
  '15m': 'the 15 minutes before',
  '1h': 'the hour before',
  '24h': 'the day before',
}
const sayBefore = (range: Range) => (typeof range === 'string' ? before[range] : undefined) ?? 'the same time before'

/** How values are spread over the range, with the range before as a line over each bar. */
export function HistogramPanel({ panel, system }: { panel: HistogramSpec; system: System }) {
  const view = useSeries(system.id, [panel.measure], useInSight(panel.id))
  const { range } = useRange()
  const bins = view.data?.bins[panel.measure]
  const list = bins ? bars(bins, panel.bands) : []
  const nothing = Boolean(view.data) && !list.some((bar) => bar.n > 0 || (bar.was ?? 0) > 0)
  const compared = list.some((bar) => bar.was !== null)
  return (
    <Panel
      id={panel.id}
      title={panel.title}
      state={panelState(view, nothing)}
      error={view.error}
      note={compared ? `lines: ${sayBefore(range)}` : `nothing yet from ${sayBefore(range)}`}
      empty={<Empty title="No values in this range">Choose a longer range above, or wait for the next record.</Empty>}
      table={() => (
        <ChartTable
          caption={panel.title}
          heads={['From', 'To', 'Level', 'Number', 'Share', 'Before']}
          rows={list.map((bar) => ({
            k: bar.from,
            cells: [
              bar.from,
              bar.to,
              bar.band ?? '–',
              number(bar.n),
              percent(bar.share),
              bar.was === null ? '–' : percent(bar.was),
            ],
          }))}
        />
      )}
      sheet={() => ({
        name: `${system.id}-${panel.id}`,
        heads: ['from', 'to', 'level', 'n', 'share', 'share before'],
        rows: list.map((bar) => [bar.from, bar.to, bar.band ?? null, bar.n, bar.share, bar.was]),
      })}
    >
      {bins && (
        <Histogram
          unit={system.measures?.find((m) => m.id === panel.measure)?.unit}
          bins={bins}
          bands={panel.bands}
          title={panel.title}
        />
      )}
    </Panel>
  )
}
