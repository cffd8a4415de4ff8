'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { Dot, StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { duration, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age, useNow } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import { computations, type Known, serviceOf, staleAfterMs } from '#lib/tda/service.ts'
import { words } from './words.tsx'
import './tda.css'

/** What the service says of itself on its gauge: health part by part, its own figures, and how long computations take. */
export function ServicePanel({ id, title, system }: { id: string; title: string; system: System }) {
  const topic = system.topics.find(({ role }) => role === 'gauge')?.name ?? ''
  const spec = useMemo<ViewSpec>(() => ({ kind: 'tail', topic, limit: 200 }), [topic])
  const view = useView<TailRow>(spec, { everyMs: 500 })
  const now = useNow()
  const messages = useMemo(() => view.rows.flatMap(({ v }) => (v.m ? [{ t: v.t, m: v.m }] : [])), [view.rows])
  const { healths, numbers } = useMemo(() => serviceOf(messages), [messages])
  const took = useMemo(() => computations(messages), [messages])
  return (
    <Panel
      id={id}
      title={title}
      state={panelState(view, messages.length === 0)}
      error={view.error}
      truth={view.truth}
      noun="reading"
      loading="Asking for what the service says of itself…"
      empty={
        <Empty title="The service says nothing of itself">
          Its health and figures appear here once it writes to its monitoring topic.
        </Empty>
      }
      sheet={() => ({
        name: 'tda-service',
        heads: ['figure', 'value', 'unit', 'at'],
        rows: numbers.map((n) => [n.title, n.value, n.unit, new Date(n.t).toISOString()]),
      })}
    >
      {healths.map(({ t, health }) => {
        const stale = now > 0 && now - t > staleAfterMs
        return (
          <section key={health.source} className="health" data-stale={stale} aria-label={`Health of ${health.source}`}>
            <p className="health-head">
              <StatusChip tone={stale ? 'muted' : health.tone}>
                {stale
                  ? 'no longer reported'
                  : health.tone === 'bad'
                    ? 'unhealthy'
                    : health.tone === 'warn'
                      ? 'degraded'
                      : 'healthy'}
              </StatusChip>
              <strong>{health.source}</strong>
              <span className="text-faint">
                <Age t={t} ago />
              </span>
            </p>
            {health.tone === 'bad' && <p className="health-say">{health.say}</p>}
            <ul className="health-parts">
              {health.parts.map((part) => (
                <li key={part.name} title={part.detail ?? undefined}>
                  <Dot tone={stale ? 'muted' : part.tone} />
                  {part.name}
                  <span className="text-muted">{[part.status, part.detail].filter(Boolean).join(', ')}</span>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      {took.length > 0 && (
        <table className="took">
          <caption className="sr-only">Computation time by algorithm, newest readings</caption>
          <thead>
            <tr>
              <th scope="col">Computation</th>
              <th scope="col">Median</th>
              <th scope="col">95th</th>
              <th scope="col">Readings</th>
            </tr>
          </thead>
          <tbody>
            {took.map((row) => (
              <tr key={row.algorithm}>
                <th scope="row">{words(row.algorithm)}</th>
                <td>{duration(row.median)}</td>
                <td>{duration(row.p95)}</td>
                <td>{number(row.n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {numbers.length > 0 && (
        <dl className="figures">
          {numbers.map((figure) => (
            <Figure key={figure.name} figure={figure} stale={now > 0 && now - figure.t > staleAfterMs} />
          ))}
        </dl>
      )}
    </Panel>
  )
}

function Figure({ figure, stale }: { figure: Known; stale: boolean }) {
  return (
    <div data-stale={stale} title={stale ? 'not reported for a while' : undefined}>
      <dt>{figure.title}</dt>
      <dd>
        {number(figure.value)} <small>{figure.unit}</small>
        {stale && (
          <small>
            {' '}
            · <Age t={figure.t} ago />
          </small>
        )}
      </dd>
    </div>
  )
}
