'use client'
import { memo } from 'react'
import { Line, ReferenceArea, ReferenceLine } from 'recharts'
import { TimeChart } from '#components/charts/time-chart.tsx'
import { clock } from '#components/ui/format.ts'

export interface Scored {
  t: number
  score: number
  level: string
}
export interface ScoreHistoryProps {
  points: Scored[]
  bands: { from: number; to: number; title: string; colour: string }[]
  marks: { t: number; title: string; colour: string }[]
}

/** Every score of one customer as it was given, over the level bands; interventions are marks. At most 150 points. */
export const ScoreHistory = memo(function ScoreHistory({ points, bands, marks }: ScoreHistoryProps) {
  const first = points[0]?.t ?? 0
  const last = points.at(-1)?.t ?? 0
  // A single score still needs an axis to stand on.
  const [from, to] = last - first < 1000 ? [first - 30_000, last + 30_000] : [first, last]
  return (
    <div className="chart">
      <TimeChart
        data={points}
        title="Score over time"
        from={from}
        to={to}
        y={{ width: 40, domain: [0, 1], ticks: [0, ...bands.map((b) => b.from).filter((v) => v > 0), 1] }}
        tip={(at) => (
          <div className="chart-tip">
            <p>{clock(at.t)}</p>
            <div>
              <span>{at.level}</span>
              <span>{at.score.toFixed(3)}</span>
            </div>
          </div>
        )}
      >
        {bands.map((band) => (
          <ReferenceArea
            key={band.title}
            y1={band.from}
            y2={Math.min(1, band.to)}
            fill={band.colour}
            fillOpacity={0.1}
            stroke="none"
          />
        ))}
        {marks.map((mark) => (
          <ReferenceLine
            key={`${mark.t}${mark.title}`}
            x={mark.t}
            stroke={mark.colour}
            strokeDasharray="2 3"
            ifOverflow="hidden"
            label={{ value: '◇', position: 'insideTop', fontSize: 10 }}
          />
        ))}
        <Line
          dataKey="score"
          type="stepAfter"
          stroke="var(--text)"
          strokeWidth={1.5}
          dot={points.length <= 40 ? { r: 2, fill: 'var(--text)' } : false}
          activeDot={{ r: 3 }}
          isAnimationActive={false}
        />
      </TimeChart>
    </div>
  )
})
