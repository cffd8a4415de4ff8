import { number } from '#components/ui/format.ts'
import type { SeriesData } from '#lib/protocol.ts'
import type { LineSpec } from './series-chart.tsx'
import './charts.css'

/** A column as the chart library takes it. */
export type Flat = { t: number; unfinished: boolean } & Record<string, number | null | boolean>

interface TipProps {
  row: Flat
  lines: LineSpec[]
  unit: string
  stepMs: number
  marks: SeriesData['marks']
}

/** What the crosshair stands on. */
export function Tip({ row, lines, unit, stepMs, marks }: TipProps) {
  const value = (i: number) => (row[`v${i}`] ?? row[`u${i}`]) as number | null
  return (
    <div className="chart-tip">
      <p>
        {new Date(row.t).toLocaleTimeString('en-GB')}
        {row.unfinished ? ' · not finished' : ''}
      </p>
      {lines.map((line, i) => {
        const v = value(i)
        return (
          <div key={line.id}>
            <span>
              <i style={{ background: line.colour }} />
              {line.title}
            </span>
            <span>{v === null ? 'nothing' : `${number(v)} ${unit}`}</span>
          </div>
        )
      })}
      {marks
        .filter((mark) => mark.t >= row.t && mark.t < row.t + stepMs)
        .map((mark) => (
          <p key={mark.title}>▲ {mark.title}</p>
        ))}
    </div>
  )
}
