'use client'
import { ReferenceLine, Scatter } from 'recharts'
import { TimeChart } from '#components/charts/time-chart.tsx'
import { clock, duration } from '#components/ui/format.ts'

export interface Dot {
  t: number
  ms: number
  outcome: string
  question: string
}

const colours: Record<string, string> = {
  answered: 'var(--low)',
  'nothing found': 'var(--faint)',
  error: 'var(--critical)',
  'given up': 'var(--critical)',
}

/** One dot per answer: when, and how long it took; a filled square where the bot apologised. */
export default function LatencyDots({ dots, p95, title }: { dots: Dot[]; p95: number | null; title: string }) {
  const from = dots[0]?.t ?? 0
  const to = Math.max(dots.at(-1)?.t ?? 1, from + 60_000)
  return (
    <TimeChart
      data={dots}
      title={title}
      from={from}
      to={to}
      y={{ width: 58, tickFormatter: (ms: number) => duration(ms) }}
      tip={(dot) => (
        <div className="chart-tip">
          <strong>{duration(dot.ms)}</strong> {dot.outcome}, {clock(dot.t)}
          <div className="dot-words">{dot.question}</div>
        </div>
      )}
    >
      {p95 !== null && <ReferenceLine y={p95} stroke="var(--faint)" strokeDasharray="3 3" />}
      <Scatter
        dataKey="ms"
        isAnimationActive={false}
        shape={(props: { cx?: number; cy?: number; payload?: Dot }) => {
          const { cx = 0, cy = 0, payload } = props
          const fill = colours[payload?.outcome ?? ''] ?? 'var(--accent)'
          return payload?.outcome === 'error' ? (
            <rect x={cx - 3.5} y={cy - 3.5} width={7} height={7} fill={fill} />
          ) : (
            <circle cx={cx} cy={cy} r={3} fill={fill} fillOpacity={0.85} />
          )
        }}
      />
    </TimeChart>
  )
}
