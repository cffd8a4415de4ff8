'use client'
import { Fact } from '#components/topic/record-detail.tsx'
import { bytes, duration, number } from '#components/ui/format.ts'
import { Id } from '#components/ui/id.tsx'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { fieldsOf } from '#lib/request/fields.ts'
import { JobInput } from '#lib/tda/input.ts'
import type { ResultFacts } from '#lib/tda/read.ts'
import type { JobData } from './job-data.ts'
import { words } from './words.tsx'
import '#components/topic/topic.css'

/** The form's own names for what a job is asked with. */
const titles = new Map(fieldsOf(JobInput).map(({ name, title, unit }) => [name, unit ? `${title}, ${unit}` : title]))

/** What the job was asked with, and what is known of its result. */
export function JobFacts({ data, facts, state }: { data: JobData; facts: ResultFacts | null; state: PanelState }) {
  const { job, submitted } = data
  const parameters = Object.entries((submitted?.parameters ?? {}) as Record<string, unknown>)
  if (!job) return null
  const points = job.points ?? facts?.points
  return (
    <Panel id="parameters" title="Parameters" state={state === 'loading' ? 'loading' : 'live'}>
      <dl className="facts job-facts">
        <Fact name="Algorithm">{words(job.algorithm) || '–'}</Fact>
        {points != null && <Fact name="Points">{number(points)}</Fact>}
        {parameters.map(([name, value]) => (
          <Fact key={name} name={titles.get(name) ?? words(name)}>
            <span className="break-words">
              {typeof value === 'object' ? JSON.stringify(value) : words(String(value))}
            </span>
          </Fact>
        ))}
        {job.priority && <Fact name="Priority">{job.priority}</Fact>}
        {job.user_id && <Fact name="User">{job.user_id}</Fact>}
        {submitted?.metadata?.source_service && <Fact name="Asked by">{submitted.metadata.source_service}</Fact>}
        {facts?.result_id && (
          <Fact name="Result">
            <Id id={facts.result_id} most={20} />
          </Fact>
        )}
        {facts?.seconds != null && <Fact name="Computed in">{duration(facts.seconds * 1000)}</Fact>}
        {facts?.size != null && <Fact name="Size">{bytes(facts.size)}</Fact>}
        {facts?.path && (
          <Fact name="Stored at">
            <span className="mono break-all">{facts.path}</span>
          </Fact>
        )}
      </dl>
    </Panel>
  )
}
