'use client'
import Link from 'next/link'
import { panelState } from '#components/panels/panel-state.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Since } from '#components/ui/time.tsx'
import type { System, Tone } from '#lib/contract.ts'
import { type Band, type Queue, queueOf } from '#lib/tda/life.ts'
import { useJobs } from './use-jobs.ts'
import { jobHref } from './words.tsx'
import './tda.css'

const tones: Record<Band, Tone> = { critical: 'critical', high: 'high', normal: 'accent', low: 'low' }
/** More stand behind a number. */
const mostDots = 12

/** Who waits, by priority, and how long the oldest has. */
export function QueuePanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { view, bars } = useJobs(system.id)
  const queue = queueOf(bars)
  const waiting = queue.reduce((sum, { waiting }) => sum + waiting.length, 0)
  const running = queue.reduce((sum, { running }) => sum + running, 0)
  return (
    <Panel
      id={id}
      title={title}
      state={panelState(view)}
      error={view.error}
      loading="Asking for the jobs…"
      note={
        view.state === 'loading'
          ? undefined
          : waiting
            ? `${number(waiting)} wait, ${number(running)} run`
            : running
              ? `none waits, ${number(running)} run`
              : 'empty'
      }
      sheet={() => ({
        name: 'tda-queue',
        heads: ['priority', 'job', 'waiting since'],
        rows: queue.flatMap(({ band, waiting }) =>
          waiting.map((job) => [band, job.id, new Date(job.since).toISOString()]),
        ),
      })}
    >
      <ul className="queue">
        {queue.map((row) => (
          <Row key={row.band} row={row} system={system.id} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ row: { band, waiting, running }, system }: { row: Queue; system: string }) {
  const oldest = waiting[0]
  return (
    <li className={`queue-row tone-${tones[band]}`} data-none={waiting.length === 0 && running === 0}>
      <StatusChip tone={tones[band]}>{band}</StatusChip>
      <span className="queue-count">
        <strong>{number(waiting.length)}</strong> <small>{running > 0 ? `wait, ${running} run` : 'wait'}</small>
      </span>
      <span className="queue-dots">
        {waiting.slice(0, mostDots).map((job) => (
          <Link
            key={job.id}
            prefetch={false}
            href={jobHref(system, job.id)}
            aria-label={`Waiting job ${job.id}`}
            title={job.id}
          />
        ))}
        {waiting.length > mostDots && <small>+{number(waiting.length - mostDots)}</small>}
      </span>
      <span className="queue-age">
        {oldest ? (
          <>
            oldest <Since t={oldest.since} />
          </>
        ) : (
          ''
        )}
      </span>
    </li>
  )
}
