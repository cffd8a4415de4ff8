import { axis, type Band } from './bins.ts'

export interface Tick {
  value: number
  /** Where it stands, as a share of the bars' width. */
  at: number
}

/** Bars are equally wide whatever they span, so a value stands where its bar does: edges by index, what is between them by its share of the bar. */
export function placeOf(edges: number[], value: number): number {
  const n = edges.length - 1
  if (n < 1) return 0
  const i = Math.max(
    0,
    edges.findLastIndex((edge, at) => at < n && edge <= value),
  )
  const [from, to] = [edges[i] as number, edges[i + 1] as number]
  return Math.min(1, Math.max(0, (i + (value - from) / (to - from || 1)) / n))
}

const areEqual = (edges: number[]): boolean => {
  const step = ((edges.at(-1) ?? 0) - (edges[0] ?? 0)) / Math.max(1, edges.length - 1)
  return edges.every((edge, i) => i === 0 || Math.abs(edge - (edges[i - 1] as number) - step) <= Math.abs(step) * 1e-6)
}

/** The narrowest the bars get, on a phone of 320 px; a figure at 11 px; and room between two labels, px. */
const NARROW = 270
const FIGURE = 6.5
const ROOM = 10

/** What is written under the bars. Of equal bars the ends and the levels say all; unequal ones need their own edges, as many as fit on a phone. */
export function ticksOf(edges: number[], bands: Band[] = [], unit = ''): Tick[] {
  const values = areEqual(edges) ? axis(edges, bands) : [...new Set([...edges, ...bands.map((band) => band.from)])]
  const all = values.sort((a, b) => a - b).map((value) => ({ value, at: placeOf(edges, value) }))
  const last = all.at(-1)
  if (!last || all.length < 3) return all
  const width = (tick: Tick) => String(tick.value).length * FIGURE
  const ending = (tick: Tick) => tick.at * NARROW + (tick.at === 0 ? width(tick) : width(tick) / 2)
  // The ends are flush with the bars; the last one has the unit with it.
  const most = NARROW - width(last) - (unit.length + 1) * FIGURE - ROOM
  const kept: Tick[] = []
  for (const tick of all.slice(0, -1)) {
    const before = kept.at(-1)
    const begins = tick.at * NARROW - width(tick) / 2
    if (!before || (begins >= ending(before) + ROOM && ending(tick) <= most)) kept.push(tick)
  }
  return [...kept, last]
}
