import { number } from '#components/ui/format.ts'
import './charts.css'
import type { LineSpec } from './series-chart.tsx'

/** Names and last values of a chart's lines, in words beside the colour. */
export function Legend({
  lines,
  values,
  unit = '',
}: {
  lines: LineSpec[]
  values: Record<string, number | null>
  unit?: string
}) {
  return (
    <ul className="chart-legend">
      {lines.map((line) => {
        const v = values[line.id]
        return (
          <li key={line.id}>
            <i style={{ background: line.colour }} />
            {line.title} {v !== null && v !== undefined && <b>{`${number(v)} ${unit}`.trim()}</b>}
          </li>
        )
      })}
    </ul>
  )
}
