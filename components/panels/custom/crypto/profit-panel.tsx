'use client'
import { useCallback, useMemo } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { System } from '#lib/contract.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import { useCrosshair } from './crosshair.ts'
import { extent, levels, linePath, type Scale, xOf, yOf } from './geometry.ts'
import { Stage, type StageView } from './stage.tsx'
import { useMarket } from './use-market.ts'
import { candleTime, runStroke, signed } from './words.ts'
import './crypto.css'
import './models.css'

interface ProfitLine {
  id: string
  title: string
  values: (number | null)[]
  stroke: { stroke: string; strokeDasharray?: string }
}

/** The runs' cumulative profits, and the market's own: what one unit held all the time would have made. */
function linesOf(data: MarketData): ProfitLine[] {
  const begin = data.bars[0]?.o
  const market: ProfitLine = {
    ...{ id: 'market', title: 'buy and hold', stroke: { stroke: 'var(--faint)' } },
    values: data.bars.map((bar) => (begin ? bar.c / begin - 1 : null)),
  }
  return [
    market,
    ...data.runs.map((run, i) => ({
      ...{ id: run.id, title: `${run.model} ${run.version}`, values: run.profit, stroke: runStroke(i) },
    })),
  ]
}

/** Cumulative profit of each model and version over the range, with the candles' crosshair. */
export function ProfitPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { data, settings, ...view } = useMarket(system)
  const lines = useMemo(() => (data ? linesOf(data) : []), [data])
  const nothing = data !== undefined && !data.runs.some((run) => run.score.scored > 0)
  return (
    <Panel
      id={id}
      title={title}
      state={data ? panelState(view, nothing) : view.error ? 'error' : 'loading'}
      error={view.error}
      loading="Reading predictions…"
      note={`a sell earns ${settings.sell === 1 ? 'the whole fall' : `${signed(settings.sell, 0).slice(1)} of the fall`}, before fees`}
      empty={
        <Empty title="No profit to show yet">It begins with the first prediction whose next minute is over.</Empty>
      }
      table={() => data && <ProfitTable data={data} lines={lines} />}
      sheet={() => ({
        name: `${settings.symbol}-profit`,
        heads: ['Time (UTC)', ...lines.map((line) => line.title)],
        rows: (data?.bars ?? []).map((bar, i) => [
          new Date(bar.t).toISOString(),
          ...lines.map(({ values }) => values[i]),
        ]),
      })}
    >
      {data && (
        <>
          <Values data={data} lines={lines} />
          <Lines data={data} lines={lines} mayCut={settings.range === 'live'} />
        </>
      )}
    </Panel>
  )
}

/** The lines' names with their values where the crosshair stands, or at the end. */
function Values({ data, lines }: { data: MarketData; lines: ProfitLine[] }) {
  const t = useCrosshair()
  const found = t === null ? -1 : data.bars.findIndex((bar) => bar.t === t)
  return (
    <ul className="profit-legend">
      {lines.map(({ id, title, values, stroke }) => {
        const value = values[found < 0 ? values.length - 1 : found]
        return (
          <li key={id}>
            <svg width="22" height="8" aria-hidden="true">
              <path d="M0 4H22" fill="none" strokeWidth="2" {...stroke} />
            </svg>
            {title} <b>{value === null || value === undefined ? '–' : signed(value)}</b>
          </li>
        )
      })}
    </ul>
  )
}

const height = 170

function Lines({ data, lines, mayCut }: { data: MarketData; lines: ProfitLine[]; mayCut: boolean }) {
  const draw = useCallback(
    ({ slots, first, bars, right }: StageView) => {
      const shown = lines.map((line) => line.values.slice(first))
      const scale: Scale = { ...extent([0, ...shown.flat()]), top: 8, height: height - 16 }
      const xs = bars.map((bar) => xOf(slots, bar.t))
      const marks = levels(scale, 3)
      const step = marks.length > 1 ? marks[1]! - marks[0]! : 0.01
      const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(step * 100))))
      return (
        <g>
          {marks.map((value) => (
            <g key={value}>
              <path
                d={`M0 ${Math.floor(yOf(scale, value)) + 0.5}H${right}`}
                className={Math.abs(value) < 1e-12 ? 'profit-zero' : 'stage-grid'}
              />
              <text x={right + 6} y={yOf(scale, value) + 4}>
                {signed(value, digits)}
              </text>
            </g>
          ))}
          {lines.map((line, i) => (
            <path
              key={line.id}
              d={linePath(shown[i]!, xs, scale)}
              className={line.id === 'market' ? 'profit-market' : 'profit-line'}
              {...(line.id !== 'market' && line.stroke)}
            />
          ))}
        </g>
      )
    },
    [lines],
  )
  const say = (i: number) =>
    [
      candleTime(data.bars[i]?.t ?? 0, data.stepMs),
      ...lines.map(
        ({ title, values }) =>
          `${title} ${values[i] === null || values[i] === undefined ? 'nothing' : signed(values[i])}`,
      ),
    ].join('; ')
  return <Stage title={`Profit with ${data.symbol}, candle by candle`} {...{ data, height, mayCut, draw, say }} />
}

function ProfitTable({ data, lines }: { data: MarketData; lines: ProfitLine[] }) {
  return (
    <ChartTable
      caption={`Cumulative profit with ${data.symbol}`}
      heads={['Time', ...lines.map((line) => line.title)]}
      rows={data.bars
        .map((bar, i) => ({
          k: bar.t,
          cells: [
            candleTime(bar.t, data.stepMs),
            ...lines.map(({ values }) => (values[i] === null || values[i] === undefined ? '–' : signed(values[i]))),
          ],
        }))
        .reverse()}
    />
  )
}
