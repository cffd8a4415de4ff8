import type { Board, Entry } from '../contract.ts'
import { momentOf } from './moment.ts'
import { isCancelWish, type JobFacts, type JobStatus, readJob, readResult } from './read.ts'

/** A job with all that its messages and results have said so far. Times are epoch ms. */
export interface Job extends JobFacts {
  submitted_at: number | null
  started_at: number | null
  ended_at: number | null
  updated_at: number
  /** A retry starts the job again. */
  starts: number
  /** Somebody asked for it to be cancelled, and it was not over yet. */
  cancel_asked_at: number | null
  results: number
  pairs: number | null
}

const fresh = {
  submitted_at: null,
  started_at: null,
  ended_at: null,
  starts: 0,
  cancel_asked_at: null,
  results: 0,
  pairs: null,
}
export const isOver = (status: JobStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

/** Newer facts over older ones; what a message does not say stays. */
export function mergeJob(before: Job | undefined, message: any, entry: Entry): Job {
  if (before && isCancelWish(message))
    return isOver(before.status) ? before : { ...before, cancel_asked_at: entry.time, updated_at: entry.time }
  const now = readJob(message)
  const facts = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null)) as Partial<JobFacts>
  const started = now.status === 'running' && now.progress === null
  const at = momentOf(message, entry.time)
  // A late "submitted" or a stray progress report does not reopen a job; a retry ("started" again) does.
  const status =
    before && (now.status === 'submitted' || (isOver(before.status) && !started && !isOver(now.status)))
      ? before.status
      : now.status
  return {
    ...(before ?? fresh),
    ...(before ?? now),
    ...facts,
    ...(started && { error_type: null, error_message: null }),
    status,
    starts: (before?.starts ?? 0) + (started ? 1 : 0),
    submitted_at: now.status === 'submitted' ? (before?.submitted_at ?? at) : (before?.submitted_at ?? null),
    started_at: started ? at : (before?.started_at ?? (now.status === 'running' ? at : null)),
    ended_at: isOver(now.status) ? at : started ? null : (before?.ended_at ?? null),
    updated_at: entry.time,
  } as Job
}

/** The Flink job only writes results, so a result alone tells that a job is done. */
export function mergeResult(before: Job | undefined, message: any, entry: Entry): Job {
  const result = readResult(message)
  const base = before ?? mergeJob(undefined, { job_id: result.job_id }, entry)
  const told = before !== undefined && before.status !== 'submitted'
  return {
    ...base,
    status: told ? base.status : result.error ? 'failed' : 'completed',
    submitted_at: before?.submitted_at ?? null,
    ended_at: base.ended_at ?? entry.time,
    updated_at: entry.time,
    results: base.results + 1,
    pairs: result.total || base.pairs,
    points: base.points ?? result.points,
    seconds: base.seconds ?? result.seconds,
    result_id: result.result_id ?? base.result_id,
    error_message: result.error ?? base.error_message,
  }
}

/** Seconds the job took: as told, or from when it was submitted to when it ended. */
export const tookMs = (job: Job): number | null =>
  job.seconds !== null
    ? job.seconds * 1000
    : job.ended_at !== null && job.submitted_at !== null
      ? job.ended_at - job.submitted_at
      : null

export const jobLevels: NonNullable<Board['levels']> = [
  { id: 'failed', title: 'failed', tone: 'bad', mark: '▲' },
  { id: 'running', title: 'running', tone: 'accent', mark: '◆' },
  { id: 'submitted', title: 'submitted', tone: 'warn', mark: '◇' },
  { id: 'cancelled', title: 'cancelled', tone: 'muted', mark: '○' },
  { id: 'completed', title: 'completed', tone: 'good', mark: '●' },
]

export const jobColumns: Board<Job>['columns'] = [
  { id: 'job', title: 'Job', kind: 'id', priority: 1, value: (j) => j.job_id },
  { id: 'status', title: 'State', kind: 'level', priority: 1, value: (j) => j.status },
  { id: 'algorithm', title: 'Algorithm', priority: 2, value: (j) => j.algorithm?.replaceAll('_', ' ') },
  { id: 'say', title: 'What it says', priority: 3, value: (j) => j.error_message ?? stageOf(j) ?? sizeOf(j) },
  { id: 'took', title: 'Took', kind: 'duration', priority: 2, value: tookMs },
  { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (j) => j.updated_at },
]
const stageOf = (job: Job): string | null =>
  job.cancel_asked_at && !isOver(job.status) ? 'cancel asked' : runningStage(job)
const runningStage = (job: Job): string | null =>
  job.status !== 'running'
    ? null
    : [job.stage, job.progress !== null && `${Math.round(job.progress * 100)} %`].filter(Boolean).join(' · ') || null

const sizeOf = ({ points, pairs }: Job): string | null =>
  [points != null && `${points} points`, pairs != null && `${pairs} pairs`].filter(Boolean).join(', ') || null

const words = (text: string | null) => text?.replaceAll('_', ' ')

/** Why a job failed: "memory error: too many points". */
export const sayFailure = (m: any): string => {
  const { error_type, error_message } = readJob(m)
  return [words(error_type), error_message].filter(Boolean).join(': ') || 'failed'
}

/** Where a job is, when a message tells more than that it was submitted. */
export function sayStage(message: any): string | undefined {
  const { status, stage, progress } = readJob(message)
  if (status === 'submitted') return undefined
  return [words(stage) ?? status, progress !== null && `${Math.round(progress * 100)} %`].filter(Boolean).join(' · ')
}
