'use client'
import { useMemo, useState } from 'react'
import { panelState } from '#components/panels/panel-state.ts'
import { useRange } from '#components/shell/use-range.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { count, duration, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { useNow } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import type { Range } from '#lib/protocol.ts'
import { type Bar, timesOf } from '#lib/tda/life.ts'
import { LifeBars } from './life-bars.tsx'
import { LifeTable } from './life-table.tsx'
import { mostJobs, useJobs } from './use-jobs.ts'
import { levelOfStatus, words } from './words.tsx'
import './life.css'

const lengths: Record<string, number> = { live: 300_000, '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000 }

/** The stretch of time on screen; what follows the clock has a little room for what is to come. */
export function windowOf(range: Range, now: number): { from: number; to: number; follows: boolean } {
  if (typeof range === 'object') return { ...range, follows: false }
  const length = lengths[range] ?? 300_000
  return { from: now - length, to: now + length * 0.1, follows: true }
}

/** Every job as a bar: waiting, running, over. It recolours as news comes, grows while it runs, and opens the job. */
export function JobsOverTime({ id, title, system }: { id: string; title: string; system: System }) {
  const { view, bars } = useJobs(system.id)
  const { range, set } = useRange()
  const now = useNow()
  const [at, setAt] = useState<string | null>(null)
  const shown = windowOf(range, now)
  const { from, to } = shown
  const within = useMemo(() => bars.filter((bar) => bar.from <= to && (bar.end ?? now) >= from), [bars, from, to, now])
  const picked = within.find((bar) => bar.id === at)
  const move = (by: number, zoom = 1) => {
    const [middle, half] = [(from + to) / 2 + (to - from) * by, ((to - from) / 2) * zoom]
    set({ from: Math.round(middle - half), to: Math.round(middle + half) })
  }
  const total = view.data?.total ?? 0
  return (
    <Panel
      id={id}
      title={title}
      state={panelState(view, total === 0)}
      error={view.error}
      truth={view.truth}
      noun="job event"
      noteFirst
      note={
        view.state !== 'loading' &&
        `${count(within.length, 'job')} in ${duration(to - from)}${total > mostJobs ? `, of the newest ${number(mostJobs)}` : ''}`
      }
      loading="Asking for the jobs…"
      empty={<Empty title="No jobs yet">They appear here with the first one. Submit one with P.</Empty>}
      actions={
        <span className="life-tools">
          <Button look="quiet" icon aria-label="Earlier" title="Earlier" onClick={() => move(-0.5)}>
            ←
          </Button>
          <Button
            look="quiet"
            icon
            aria-label="Later"
            title={shown.follows ? 'This is the newest there is' : 'Later'}
            disabled={shown.follows}
            onClick={() => (to + (to - from) / 2 >= now ? set('live') : move(0.5))}
          >
            →
          </Button>
          <Button look="quiet" icon aria-label="A shorter time" title="A shorter time" onClick={() => move(0, 0.5)}>
            +
          </Button>
          <Button look="quiet" icon aria-label="A longer time" title="A longer time" onClick={() => move(0, 2)}>
            −
          </Button>
        </span>
      }
      table={() => <LifeTable bars={within} now={now} system={system.id} />}
      sheet={() => ({
        name: 'tda-jobs',
        heads: ['job', 'state', 'algorithm', 'priority', 'points', 'from', 'started', 'ended', 'waited ms', 'ran ms'],
        rows: within.map((bar) => {
          const { waited, ran } = timesOf(bar, now)
          const { algorithm, priority, points } = bar.job
          const times = [bar.from, bar.start, bar.end].map((t) => (t === null ? null : new Date(t).toISOString()))
          return [bar.id, bar.status, algorithm, priority, points, ...times, waited, ran]
        }),
      })}
    >
      {now > 0 && (
        <LifeBars bars={within} from={from} to={to} now={now} system={system.id} at={at} onAt={setAt} onZoom={set} />
      )}
      <p className="life-foot">
        {picked ? <Picked bar={picked} now={now} /> : <LifeLegend none={within.length === 0} />}
      </p>
    </Panel>
  )
}

function Picked({ bar, now }: { bar: Bar; now: number }) {
  const { waited, ran } = timesOf(bar, now)
  const { algorithm, points, priority, error_message } = bar.job
  const said = [
    levelOfStatus(bar.status).title,
    words(algorithm),
    points !== null && count(points, 'point'),
    priority && `${priority} priority`,
    waited !== null && `waited ${duration(waited)}`,
    ran !== null && `${bar.end === null ? 'runs for' : 'ran'} ${duration(ran)}`,
    error_message,
  ]
  return (
    <>
      <span className="mono">{bar.id}</span> {said.filter(Boolean).join(' · ')}
    </>
  )
}

function LifeLegend({ none }: { none: boolean }) {
  return (
    <>
      {none && <span>No job in this stretch of time. </span>}
      <span className="life-key">
        <i className="life-key-wait" /> waits
      </span>
      <span className="life-key">
        <i className="life-key-run" /> runs
      </span>
      <span>● completed ▲ failed ○ cancelled</span>
      <span className="life-hint">drag to zoom · arrow keys go from job to job, Enter opens</span>
    </>
  )
}
