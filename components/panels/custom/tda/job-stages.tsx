'use client'
import { useState } from 'react'
import { RequestSheet } from '#components/request/request-sheet.tsx'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { clock, count, duration, exact } from '#components/ui/format.ts'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { Since, useNow } from '#components/ui/time.tsx'
import { toast } from '#components/ui/toast.tsx'
import type { System } from '#lib/contract.ts'
import { inputOfJob } from '#lib/tda/input.ts'
import { isOver } from '#lib/tda/job.ts'
import { type JobData, type Part, partsOf, sayGone, sayLength } from './job-data.ts'
import '#components/request/request.css'

/** What the job did and when, and what can be done about it. */
export function JobStages({ data, state, system }: { data: JobData; state: PanelState; system: System }) {
  const now = useNow()
  const { job, events } = data
  const parts = partsOf(data)
  const first = parts[0]?.from ?? events[0]?.t ?? now
  const last = Math.max(first + 1, ...parts.map((part) => part.to ?? now), events.at(-1)?.t ?? 0)
  const open = job !== undefined && !isOver(job.status)
  const gone = sayGone(data)
  return (
    <Panel
      id="stages"
      title="Its life"
      state={state === 'loading' ? 'loading' : events.length ? state : 'empty'}
      note={
        job && (
          <>
            {sayLength(data, first, last)}
            {job.starts > 1 && ` · started ${job.starts} times`}
          </>
        )
      }
      empty={
        <Empty title={gone?.title ?? 'Its records are being read'}>
          {gone?.text ?? 'They are here in a moment; load the page again if they are not.'}
        </Empty>
      }
    >
      <div className="grid gap-3 p-3.5">
        <ol className="lanes" aria-label="What the job did">
          {parts.map((part) => (
            <Lane key={part.id} part={part} first={first} last={last} now={now} />
          ))}
        </ol>
        <ol className="job-events" aria-label="What was told of the job">
          {events.slice(-12).map((event) => (
            <li key={event.k} className={`tone-${event.tone}`}>
              <time className="mono" dateTime={new Date(event.t).toISOString()} title={exact(event.t)}>
                {clock(event.t)}
              </time>
              <strong>{event.title}</strong>
              <span>{event.detail}</span>
            </li>
          ))}
          {data.results.length > 0 && (
            <li className="tone-good">
              <time className="mono" dateTime={new Date(data.results[0]?.t ?? 0).toISOString()}>
                {clock(data.results[0]?.t ?? 0)}
              </time>
              <strong>{data.results.length === 1 ? 'Result' : count(data.results.length, 'result')}</strong>
            </li>
          )}
        </ol>
        <Actions data={data} open={open} system={system} />
      </div>
    </Panel>
  )
}

function Lane({ part, first, last, now }: { part: Part; first: number; last: number; now: number }) {
  const to = part.to ?? Math.max(now, part.from)
  const whole = last - first
  const width = Math.max(1.5, ((to - part.from) / whole) * 100)
  const left = Math.max(0, Math.min(100 - width, ((part.from - first) / whole) * 100))
  return (
    <li className={`lane tone-${part.tone}`} data-open={part.to === null}>
      <span className="lane-name">
        {part.to === null ? part.title.replace('waited', 'waits').replace('ran', 'runs') : part.title}
      </span>
      <span className="lane-road" aria-hidden="true">
        <i style={{ left: `${left}%`, width: `${Math.min(100, width)}%` }} />
      </span>
      <span className="lane-took mono">{part.to === null ? <Since t={part.from} /> : duration(to - part.from)}</span>
      {part.detail && <span className="lane-detail">{part.detail}</span>}
    </li>
  )
}

function Actions({ data, open, system }: { data: JobData; open: boolean; system: System }) {
  const { job, submitted } = data
  const [busy, setBusy] = useState<string>()
  const [again, setAgain] = useState(false)
  const submit = system.forms?.[0]
  const input = inputOfJob(submitted)
  const cancel = async () => {
    setBusy('Asking…')
    const answer = await post(`/api/requests/${system.id}/cancel-job`, { job_id: job?.job_id })
    setBusy(undefined)
    if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
  }
  return (
    <div className="flex flex-wrap gap-2">
      {open && (
        <Button look="danger" busy={busy} disabled={job?.cancel_asked_at !== null} onClick={cancel}>
          {job?.cancel_asked_at === null ? 'Cancel the job' : 'Cancel asked'}
        </Button>
      )}
      {submit && input && <Button onClick={() => setAgain(true)}>Submit again</Button>}
      {submitted?.metadata?.source_service === 'milena' && job && (
        <ButtonLink look="quiet" href={`/requests/${encodeURIComponent(job.job_id)}`}>
          Its request
        </ButtonLink>
      )}
      {submit && input && again && (
        <RequestSheet system={system.id} form={submit} open onClose={() => setAgain(false)} input={input} />
      )}
    </div>
  )
}
