import type { Whole } from '#components/topic/use-whole.ts'
import { duration } from '#components/ui/format.ts'
import type { Row, TailRow } from '#lib/protocol.ts'
import { isOver, type Job, mergeJob, mergeResult } from '#lib/tda/job.ts'
import { momentOf } from '#lib/tda/moment.ts'
import { isCancelWish, type JobStatus, type ResultFacts, readJob, readResult } from '#lib/tda/read.ts'

export interface JobEvent {
  k: string
  t: number
  title: string
  tone: 'accent' | 'good' | 'warn' | 'bad' | 'muted'
  detail: string | null
}
export interface JobResult {
  k: string
  t: number
  /** Its message is here as Kafka has it; only that of the result that is looked at is asked for. */
  whole: boolean
  facts: ResultFacts | null
  message: unknown
  error: string | null
}
export interface JobData {
  job: Job | undefined
  events: JobEvent[]
  /** Newest first. */
  results: JobResult[]
  /** The message the job was submitted with, or the first that holds its points. */
  submitted: any
  /** Its records on the jobs topic, those included that are still being asked for. */
  told: number
}

const titles: Record<JobStatus, string> = {
  submitted: 'Submitted',
  running: 'Started',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
}
const tones: Record<JobStatus, JobEvent['tone']> = {
  submitted: 'muted',
  running: 'accent',
  completed: 'good',
  failed: 'bad',
  cancelled: 'muted',
}

/** One job's records, in time, told apart by topic. `topics`: jobs, results. */
export function jobData(
  rows: readonly Row<TailRow>[],
  whole: ReadonlyMap<string, Whole>,
  [jobs, results]: readonly [string, string],
): JobData {
  const out: JobData = { job: undefined, events: [], results: [], submitted: null, told: 0 }
  for (const row of [...rows].sort((a, b) => a.v.t - b.v.t)) {
    const { k, v } = row
    const read = whole.get(k)
    const m: any = read?.state === 'whole' ? read.m : v.m
    const entry = { topic: v.topic, partition: v.p, offset: v.o, time: v.t, key: v.key, message: m }
    if (v.topic === results) {
      const facts = m === undefined ? null : readResult(m)
      const error = read?.state === 'error' ? read.error : null
      out.results.unshift({ k, t: v.t, whole: read?.state === 'whole', facts, message: m, error })
      if (m !== undefined) out.job = mergeResult(out.job, m, entry)
    }
    if (v.topic === jobs) out.told++
    if (v.topic === jobs && m !== undefined) {
      out.job = mergeJob(out.job, m, entry)
      out.events.push(eventOf(k, v.t, m))
      if (!out.submitted || (!out.submitted.point_cloud && m.point_cloud)) out.submitted = m
    }
  }
  return out
}

function eventOf(k: string, recorded: number, m: any): JobEvent {
  if (isCancelWish(m)) return { k, t: recorded, title: 'Cancel asked', tone: 'warn', detail: readJob(m).error_message }
  const { status, stage, progress, error_message, error_type } = readJob(m)
  const percent = progress === null ? null : `${Math.round(progress * 100)} %`
  const said = [error_type?.replaceAll('_', ' '), error_message].filter(Boolean).join(': ')
  return {
    k,
    t: progress === null ? momentOf(m, recorded) : recorded,
    title: progress === null ? titles[status] : 'Progress',
    tone: tones[status],
    detail: said || [stage?.replaceAll('_', ' '), percent].filter(Boolean).join(' · ') || null,
  }
}

export interface Part {
  id: string
  title: string
  from: number
  /** null: still going on. */
  to: number | null
  tone: JobEvent['tone']
  detail: string | null
}

/** What the job did, one part after the other: it waited, ran (again), and how each part ended. */
export function partsOf({ job, events }: Pick<JobData, 'job' | 'events'>): Part[] {
  const parts: Part[] = []
  let runs = 0
  const steps = events.filter(({ title }) => title !== 'Progress' && title !== 'Cancel asked')
  for (const [i, event] of steps.entries()) {
    const next = steps[i + 1]
    const end = next ? next.t : (job?.ended_at ?? null)
    // Whoever submits and whoever computes have clocks of their own.
    const to = end === null ? null : Math.max(event.t, end)
    if (event.title === 'Submitted')
      parts.push({ id: event.k, title: 'waited', from: event.t, to, tone: 'muted', detail: null })
    if (event.title === 'Started') {
      runs++
      const failed = next && next.tone === 'bad'
      parts.push({
        id: event.k,
        title: runs > 1 ? `ran, attempt ${runs}` : 'ran',
        from: event.t,
        to,
        tone: failed ? 'bad' : next?.tone === 'good' ? 'good' : next?.title === 'Cancelled' ? 'muted' : 'accent',
        detail: failed ? next.detail : null,
      })
    }
    if (event.title === 'Failed' && next?.title === 'Started')
      parts.push({
        id: event.k,
        title: 'waited to be tried again',
        from: event.t,
        to: next.t,
        tone: 'warn',
        detail: null,
      })
  }
  return parts
}

/** Why nothing but a result is left of a job; null: there is more, or there will be in a moment. */
export function sayGone({ told, results }: Pick<JobData, 'told' | 'results'>): { title: string; text: string } | null {
  if (told || !results.length) return null
  // Results in the platform's envelope come from a service that tells of its jobs, too; its stream processor writes results alone.
  const hadMore = results.some(({ message }) => typeof (message as any)?.metadata?.message_type === 'string')
  return hadMore
    ? {
        title: 'Its job records are gone',
        text: 'Kafka keeps the records of jobs for a shorter time than those of results, so what the job did and when is no longer known. Submit it again to see its life.',
      }
    : {
        title: 'Only its result is known',
        text: 'The service that computed it does not tell of its jobs on the way.',
      }
}

/** How long the job took from its first record to its end; a result alone has no length. */
export function sayLength({ job, events }: Pick<JobData, 'job' | 'events'>, first: number, last: number) {
  if (!events.length) return null
  if (!job || !isOver(job.status)) return 'not over'
  return `over after ${duration(Math.max(0, (job.ended_at ?? last) - first))}`
}
