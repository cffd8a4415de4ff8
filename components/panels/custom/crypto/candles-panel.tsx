'use client'
import { useCallback } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { number, percent } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { System } from '#lib/contract.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import { PriceLane, priceScale, VolumeLane } from './candle-lanes.tsx'
import { exportAll } from './export.ts'
import { valueAt, yOf } from './geometry.ts'
import { MarketTools } from './market-tools.tsx'
import { DatabaseNote, Freshness } from './notes.tsx'
import { Readout } from './readout.tsx'
import { RayLane, RunLane } from './said-lanes.tsx'
import { setMarket } from './settings.ts'
import { Stage, type StageProps, type StageView, Tag } from './stage.tsx'
import { useMarket } from './use-market.ts'
import { axisPrice, candleTime, price, sideWord } from './words.ts'
import './crypto.css'

/** Candles, volume and what each model said, on one time axis. */
export function CandlesPanel(props: { id: string; title: string; system: System; symbol?: string }) {
  const { id, title, system } = props
  const { data, settings, ...view } = useMarket(system, props.symbol)
  const nothing = data !== undefined && data.bars.length === 0
  return (
    <Panel
      id={id}
      title={`${settings.symbol} ${title.toLowerCase()}`}
      state={data ? panelState(view, nothing) : view.error ? 'error' : 'loading'}
      error={view.error}
      loading={`Reading candles of ${settings.symbol}…`}
      truth={view.truth}
      noun="record"
      note={data && <Freshness data={data} heard={view.truth?.newest ?? 0} />}
      noteFirst
      actions={<MarketTools settings={settings} />}
      menu={[
        { label: 'Elder-ray', checked: settings.ray, run: () => setMarket.ray(!settings.ray) },
        { label: 'Export every minute (CSV)', run: () => exportAll(settings, data) },
      ]}
      empty={
        <Empty title={data?.newest ? 'No candles in this range' : `No candles of ${settings.symbol} yet`}>
          {data?.newest
            ? `The newest is of ${candleTime(data.newest, 60_000)}: choose a longer range above, or Live, which ends with it.`
            : 'They appear with the producer’s first batch. The pipeline below says whether it runs; a form above sends a single candle.'}
        </Empty>
      }
      table={() => data && <CandleTable data={data} />}
      sheet={() => sheetOf(settings.symbol, data)}
    >
      {data && (
        <>
          <Readout data={data} />
          <DatabaseNote state={data.database} predicted={data.runs.length > 0} />
          <Chart data={data} ray={settings.ray} mayCut={settings.range === 'live'} />
        </>
      )}
    </Panel>
  )
}

const lanes = { price: 300, volume: 58, ray: 62, run: 54 }

function Chart({ data, ray, mayCut }: { data: MarketData; ray: boolean; mayCut: boolean }) {
  const said = lanes.price + lanes.volume + (ray ? lanes.ray : 0)
  const height = said + lanes.run * data.runs.length
  const scaleOf = useCallback((view: StageView) => priceScale(data, view, { top: 8, height: lanes.price - 16 }), [data])
  const draw = useCallback(
    (view: StageView) => (
      <>
        <PriceLane data={data} view={view} scale={scaleOf(view)} />
        <VolumeLane view={view} top={lanes.price} height={lanes.volume} />
        {ray && <RayLane data={data} view={view} top={lanes.price + lanes.volume} height={lanes.ray} />}
        {data.runs.map((run, i) => (
          <RunLane key={run.id} run={run} view={view} top={said + i * lanes.run} height={lanes.run} />
        ))}
      </>
    ),
    [data, ray, said, scaleOf],
  )
  const cross: StageProps['cross'] = (view, { bar, y }) => {
    const scale = scaleOf(view)
    const value = y === null ? bar?.c : y < lanes.price ? valueAt(scale, y) : undefined
    if (value === undefined) return null
    return (
      <Tag
        x={view.right + (view.width - view.right) / 2}
        y={(y ?? yOf(scale, value)) - 8.5}
        width={view.width - view.right - 2}
      >
        {axisPrice(value, 1)}
      </Tag>
    )
  }
  return (
    <Stage
      title={`${data.symbol}, candle by candle`}
      {...{ data, height, mayCut, draw, cross }}
      say={(i) => sayBar(data, i)}
    />
  )
}

/** A candle in one sentence, for those who hear it. */
function sayBar(data: MarketData, i: number): string {
  const bar = data.bars[i]
  if (!bar) return ''
  const said = data.runs.flatMap((run) => {
    const one = run.said[i]
    return one ? [`${run.model} ${run.version} ${sideWord[one.side]} ${percent(one.confidence)}`] : []
  })
  return [
    `${candleTime(bar.t, data.stepMs)}${bar.open ? ', not finished' : ''}`,
    `open ${price(bar.o)}, high ${price(bar.h)}, low ${price(bar.l)}, close ${price(bar.c)}, volume ${number(bar.v)}`,
    ...said,
  ].join('; ')
}

function CandleTable({ data }: { data: MarketData }) {
  const rows = data.bars.map((bar, i) => ({
    k: bar.t,
    cells: [
      `${candleTime(bar.t, data.stepMs)}${bar.open ? ', not finished' : ''}`,
      ...[bar.o, bar.h, bar.l, bar.c].map(price),
      number(bar.v),
      ...data.runs.map(({ said }) => (said[i] ? `${sideWord[said[i].side]} ${percent(said[i].confidence)}` : '–')),
    ],
  }))
  const runs = data.runs.map(({ model, version }) => `${model} ${version}`)
  return (
    <ChartTable
      caption={`Candles of ${data.symbol}`}
      heads={['Time', 'Open', 'High', 'Low', 'Close', 'Volume', ...runs]}
      rows={rows.reverse()}
    />
  )
}

const sheetOf = (symbol: string, data: MarketData | undefined) => ({
  name: `${symbol}-candles`,
  heads: [
    ...['open_time (UTC)', 'open', 'high', 'low', 'close', 'volume', 'EMA 12', 'EMA 26'],
    ...(data?.runs ?? []).flatMap(({ id }) => [`${id} class`, `${id} confidence`, `${id} profit`]),
  ],
  rows: (data?.bars ?? []).map((bar, i) => [
    ...[new Date(bar.t).toISOString(), bar.o, bar.h, bar.l, bar.c, bar.v, data?.ema.fast[i], data?.ema.slow[i]],
    ...(data?.runs ?? []).flatMap(({ said, profit }) => [said[i]?.side, said[i]?.confidence, profit[i]]),
  ]),
})
