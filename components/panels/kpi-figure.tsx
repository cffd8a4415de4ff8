'use client'
import { useEffect, useMemo, useState } from 'react'
import { feed } from '#components/feed/socket.ts'
import { useView } from '#components/feed/use-view.ts'
import { duration, number, percent } from '#components/ui/format.ts'
import { Kpi } from '#components/ui/kpi.tsx'
import { clockNow } from '#components/ui/time.tsx'
import type { Kpi as KpiSpec, System } from '#lib/contract.ts'
import type { BoardData, SeriesData, SeriesPoint, ViewSpec } from '#lib/protocol.ts'
import { boardOf } from '#lib/systems/index.ts'
import { topRows } from '../board/use-board.ts'
import { useSeries } from './use-series.ts'

/** Board figures come from the board's own unfiltered view, which the board panel watches too while it is unfiltered: one subscription. */
function useBoardData(system: string, board: string): BoardData | undefined {
  const spec = useMemo<ViewSpec>(() => ({ kind: 'board', system, board, limit: topRows }), [system, board])
  return useView<never, BoardData>(spec, { everyMs: 250 }).data ?? undefined
}

type Of<K extends KpiSpec['from']> = Extract<KpiSpec, { from: K }>

/** One figure above the panels. */
export function KpiFigure({ item, system }: { item: KpiSpec; system: System }) {
  if (item.from === 'board-count' || item.from === 'board-level' || item.from === 'board-mean')
    return <BoardFigure item={item} system={system} />
  if (item.from === 'latency') return <LatencyFigure item={item} system={system} />
  return <MeasureFigure item={item} system={system} />
}

function BoardFigure({
  item,
  system,
}: {
  item: Of<'board-count'> | Of<'board-level'> | Of<'board-mean'>
  system: System
}) {
  const data = useBoardData(system.id, item.board)
  if (!data) return <Kpi title={item.title} value="…" />
  if (item.from === 'board-count') return <Kpi title={item.title} value={number(data.total)} />
  if (item.from === 'board-mean')
    return <Kpi title={item.title} value={data.mean === null ? '–' : data.mean.toFixed(3)} />
  const n = data.levels[item.level] ?? 0
  const level = boardOf(system.id, item.board)?.levels?.find((l) => l.id === item.level)
  return (
    <Kpi
      title={item.title}
      value={number(n)}
      note={data.total > 0 ? percent(n / data.total) : undefined}
      tone={n > 0 ? level?.tone : undefined}
    />
  )
}

const finished = (data: SeriesData, points: SeriesPoint[]) => points.filter((p) => p.t + data.stepMs <= data.to)

function MeasureFigure({ item, system }: { item: Of<'rate'> | Of<'mean'>; system: System }) {
  const { data } = useSeries(system.id, [item.measure])
  if (!data) return <Kpi title={item.title} value="…" />
  const points = data.series[item.measure] ?? []
  const n = points.reduce((sum, p) => sum + p.n, 0)
  if (item.from === 'mean') {
    const sum = points.reduce((total, p) => total + (p.sum ?? 0), 0)
    return <Kpi title={item.title} value={n > 0 ? number(sum / n) : '–'} note={item.unit} />
  }
  const last = finished(data, points).filter((p) => p.t >= data.to - Math.max(60_000, 2 * data.stepMs))
  const spanMs = Math.max(data.stepMs, Math.min(Math.max(60_000, 2 * data.stepMs), data.to - data.from))
  const perSecond = last.reduce((sum, p) => sum + p.n, 0) / (spanMs / 1000)
  return <Kpi title={item.title} value={`${number(perSecond, perSecond < 10 ? 1 : 0)}/s`} note={item.unit} />
}

/** From the record's own time in Kafka to this screen, 95th percentile of the last frames that brought something new. */
function LatencyFigure({ item, system }: { item: Of<'latency'>; system: System }) {
  const spec = useMemo<ViewSpec>(() => {
    const board = system.boards?.find((b) => b.topic === item.topic)
    return board
      ? { kind: 'board', system: system.id, board: board.id, limit: topRows }
      : { kind: 'tail', topic: item.topic, limit: 1 }
  }, [system, item])
  const p95 = useLatency(spec)
  return (
    <Kpi
      title={item.title}
      value={p95 === null ? '–' : duration(p95)}
      note={p95 === null ? 'no new record yet' : 'p95'}
    />
  )
}

/** ms, renewed every second; measured with every frame, not with every rendering. */
function useLatency(spec: ViewSpec): number | null {
  const [p95, setP95] = useState<number | null>(null)
  useEffect(() => {
    let newest = 0
    let samples: number[] = []
    const view = feed().store.view(spec)
    const leave = view.subscribe(() => {
      const { truth } = view.get()
      if (!truth || truth.newest <= newest) return
      // The first frame tells of history, not of speed.
      if (newest > 0) samples = [...samples.slice(-199), Math.max(0, clockNow() - truth.newest)]
      newest = truth.newest
    })
    const timer = setInterval(() => setP95(percentile(samples, 0.95)), 1000)
    return () => {
      leave()
      clearInterval(timer)
    }
  }, [spec])
  return p95
}

export const percentile = (values: readonly number[], share: number): number | null => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}
