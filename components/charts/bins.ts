import type { Tone } from '#lib/contract.ts'

export interface Bins {
  edges: number[]
  now: number[]
  before: number[]
}
export interface Band {
  from: number
  to: number
  tone: Tone
  title: string
}
export interface Bar {
  from: number
  to: number
  n: number
  /** Share of all, 0..1; `was` likewise for the range before, null when that range is empty. */
  share: number
  was: number | null
  tone: Tone | undefined
  band: string | undefined
}

const total = (counts: number[]) => counts.reduce((sum, n) => sum + n, 0)

/** Bars of a histogram as shares, so that two ranges of different size can be laid over each other. */
export function bars({ edges, now, before }: Bins, bands: Band[] = []): Bar[] {
  const all = total(now)
  const allBefore = total(before)
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] as number
    const middle = (from + to) / 2
    const band = bands.find((b) => middle >= b.from && middle < b.to)
    const n = now[i] ?? 0
    return {
      from,
      to,
      n,
      share: all ? n / all : 0,
      was: allBefore ? (before[i] ?? 0) / allBefore : null,
      tone: band?.tone,
      band: band?.title,
    }
  })
}

/** Where to write on the axis: the ends and the band edges. */
export function axis(edges: number[], bands: Band[] = []): number[] {
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1]
  return [...new Set([low, ...bands.map((b) => b.from), high])]
    .filter((v) => v >= low && v <= high)
    .sort((a, b) => a - b)
}
