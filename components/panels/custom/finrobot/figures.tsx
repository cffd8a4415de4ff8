'use client'
import { duration, number, percent } from '#components/ui/format.ts'
import { Kpi, Kpis } from '#components/ui/kpi.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import { useAnswering, useExchanges } from './use-exchanges.ts'
import './finrobot.css'

/** How the service does, in a line of figures: over the exchanges that are known, which is said beside them. */
export function FiguresPanel({ title, system }: { id: string; title: string; system: System }) {
  const { view, only } = useExchanges(system.id)
  const { found } = useAnswering(view.data?.groups)
  const { data } = view
  if (!data)
    return (
      <Kpis label={title}>
        {['Success', 'Reply time', 'Waiting', 'Errors', 'Group lag'].map((name) => (
          <Kpi key={name} title={name} value="…" />
        ))}
      </Kpis>
    )
  const { counts, success, latency, oldest } = data
  const link = (state: string) => (only === state ? undefined : `?only=${state}#exchanges`)
  const lag = found.every(({ row }) => !row) ? null : found.reduce((sum, { row }) => sum + (row?.lag ?? 0), 0)
  const members = found.reduce((sum, { row }) => sum + (row?.members.length ?? 0), 0)
  return (
    <Kpis label={title}>
      <Kpi
        title="Success"
        value={success === null ? '–' : percent(success)}
        note={
          success === null
            ? 'no reply yet'
            : `of the last ${number(counts.answered + counts.failed + counts.unanswered)}`
        }
        tone={success !== null && success < 0.8 ? 'bad' : undefined}
      />
      <Kpi
        title="Reply time"
        value={latency ? duration(latency.p50) : '–'}
        note={latency ? `median · p95 ${duration(latency.p95)}` : 'none measured'}
      />
      <Kpi
        title="Waiting"
        value={number(counts.waiting)}
        note={
          oldest === null ? (
            'nothing waits'
          ) : (
            <>
              oldest <Age t={oldest} />
            </>
          )
        }
        tone={oldest !== null && data.counts.waiting > 0 && members === 0 ? 'bad' : undefined}
        href={counts.waiting ? link('waiting') : undefined}
      />
      <Kpi
        title="Errors"
        value={number(counts.failed)}
        note={counts.failed ? `${data.causes.length} ${data.causes.length === 1 ? 'cause' : 'causes'}` : 'none'}
        tone={counts.failed ? 'warn' : undefined}
        href={counts.failed ? link('failed') : undefined}
      />
      <Kpi
        title="Group lag"
        value={lag === null ? '–' : number(lag)}
        note={lag === null ? 'no such group yet' : `${number(members)} ${members === 1 ? 'member' : 'members'}`}
        tone={lag !== null && members === 0 ? 'bad' : undefined}
      />
    </Kpis>
  )
}
