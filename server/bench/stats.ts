/** The q-quantile (0..1) of numbers, nearest rank; NaN when there are none. */
export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

export const median = (values: number[]): number => quantile(values, 0.5)

/** One line of the bench: what was measured, ours, the rival's, and what it must reach. */
export interface Result {
  what: string
  ours: number
  rival?: number
  unit: string
  /** ours / rival, or the figure itself where there is no rival. */
  ratio?: number
  must: string
  met: boolean
}

export function table(results: Result[]): string {
  const round = (value: number | undefined) =>
    value === undefined ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)
  const rows = results.map((r) => [
    r.what,
    `${round(r.ours)} ${r.unit}`,
    r.rival === undefined ? '–' : `${round(r.rival)} ${r.unit}`,
    r.ratio === undefined ? '–' : `${round(r.ratio)} ×`,
    r.must,
    r.met ? 'met' : 'MISSED',
  ])
  const lines = [['what', 'ours', 'rival, same run', 'ratio', 'must', ''], ...rows]
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
