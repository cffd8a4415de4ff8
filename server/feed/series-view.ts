import { resample, sumOver, windowOf } from '#lib/feed/series.ts'
import type { SeriesData, Truth, ViewSpec } from '#lib/protocol.ts'
import type { View } from '#server/ports.ts'
import type { MeasureMemory } from './measure.ts'

type SeriesSpec = Extract<ViewSpec, { kind: 'series' }>
export type Marks = (system: string, from: number, to: number) => SeriesData['marks']

export interface SeriesSource {
  measures: MeasureMemory[]
  rate: () => number
  bad: () => number
  marks: Marks
}

/** Several measures over one range, at most 150 points each. One frame per second while live: a chart that moves faster cannot be read. */
export function createSeriesView(spec: SeriesSpec, source: SeriesSource): View {
  const { measures } = source
  let shown = 0

  function data(now: number): SeriesData {
    const window = windowOf(spec.range, now)
    const before = { ...window, from: window.from - (window.to - window.from), to: window.from }
    const series: SeriesData['series'] = {}
    const bins: SeriesData['bins'] = {}
    for (const measure of measures) {
      const { id, bins: edges } = measure.def
      const read = measure.read(window.tier)
      series[id] = resample(read, window)
      if (!edges) continue
      const none = () => new Array<number>(edges.length - 1).fill(0)
      bins[id] = { edges, now: sumOver(read, window).bins ?? none(), before: sumOver(read, before).bins ?? none() }
    }
    // Ends now, not with the step that now is in: that step is unfinished, and whoever draws it must know.
    const { from, stepMs } = window
    const to = Math.min(window.to, now)
    return { stepMs, from, to, series, bins, marks: source.marks(spec.system, from, to) }
  }

  const body = () => {
    const now = Date.now()
    const sum = measures.reduce((n, measure) => n + measure.counts.in, 0)
    const newest = measures.reduce((n, measure) => Math.max(n, measure.counts.newest), 0)
    shown++
    const truth: Truth = {
      in: sum,
      rate: source.rate(),
      shown,
      conflated: 0,
      passed: 0,
      bad: source.bad(),
      newest,
      now,
    }
    return { data: data(now), truth }
  }
  const long = spec.range === '24h' || typeof spec.range === 'object'
  return { snapshot: () => ({ full: true, ...body() }), drain: body, everyMs: long ? 5000 : 1000 }
}
