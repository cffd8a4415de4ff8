import type { SeriesData } from '#lib/protocol.ts'
import './charts.css'

/** Alerts of a rule that fires per subject: a row of small strokes above the plot, one path however many. */
export function Ticks({ marks, from, to }: { marks: SeriesData['marks']; from: number; to: number }) {
  const x = (t: number) => Math.round(((Math.min(t, to) - from) / (to - from)) * 1000)
  const places = [...new Set(marks.map((mark) => x(mark.t)))]
  return (
    <svg className="chart-ticks" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
      <path d={places.map((at) => `M${at} 0V6`).join('')} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
