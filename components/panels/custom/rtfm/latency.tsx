'use client'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { clock, duration } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { System } from '#lib/contract.ts'
import { took } from '#lib/rtfm/messages.ts'
import type { Dot } from './latency-dots.tsx'
import { quantile } from './parts.ts'
import { useQuestions } from './use-questions.ts'
import './trouble.css'

const LatencyDots = dynamic(() => import('./latency-dots.tsx'), {
  ssr: false,
  loading: () => <div className="chart" />,
})
const most = 150

/** How long people waited for their answers, one dot each. */
export function LatencyPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const view = useQuestions(system, { everyMs: 500 })
  const dots = useMemo<Dot[]>(
    () =>
      view.rows
        .flatMap(({ v: { m } }) => {
          const ms = took(m)
          return ms === null ? [] : [{ t: m.answered_at!, ms, outcome: m.outcome, question: m.question ?? '' }]
        })
        .sort((a, b) => a.t - b.t)
        .slice(-most),
    [view.rows],
  )
  const [p50, p95] = [0.5, 0.95].map((q) =>
    quantile(
      dots.map((dot) => dot.ms),
      q,
    ),
  ) as [number | null, number | null]
  const say = p50 === null ? '' : `half within ${duration(p50)}, 95 % within ${duration(p95!)}, last ${dots.length}`
  return (
    <Panel
      id={id}
      title={title}
      state={panelState(view, dots.length === 0)}
      error={view.error}
      note={say}
      noteFirst
      empty={<Empty title="No answer yet">Each answer becomes a dot: when it came, and how long it took.</Empty>}
      table={() => (
        <ChartTable
          caption={title}
          heads={['Answered', 'Took', 'Outcome', 'Question']}
          rows={[...dots].reverse().map((dot, i) => ({
            k: dot.t + i / 1000,
            cells: [clock(dot.t), duration(dot.ms), dot.outcome, dot.question],
          }))}
        />
      )}
      sheet={() => ({
        name: `${system.id}-latency`,
        heads: ['Answered (UTC)', 'Took (ms)', 'Outcome', 'Question'],
        rows: dots.map((dot) => [new Date(dot.t).toISOString(), dot.ms, dot.outcome, dot.question]),
      })}
    >
      <div className="chart" role="img" aria-label={`${title}: ${say}`}>
        <LatencyDots dots={dots} p95={p95} title={title} />
      </div>
      <p className="dots-legend">
        <span className="tone-good toned">● answered</span> <span className="tone-muted toned">● nothing found</span>{' '}
        <span className="tone-bad toned">■ error</span> <span>dashed: 95 %</span>
      </p>
    </Panel>
  )
}
