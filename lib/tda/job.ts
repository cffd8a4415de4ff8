import { z } from 'zod'
import type { Board, Entry } from '../contract.ts'
import { type JobFacts, type JobStatus, readJob, readResult } from './read.ts'
import { sampleShape, shapes } from './shapes.ts'

/** A job with all that its messages and results have said so far. Times are epoch ms. */
export interface Job extends JobFacts {
  submitted_at: number | null
  ended_at: number | null
  updated_at: number
  /** A retry starts the job again. */
  starts: number
  results: number
  pairs: number | null
}

const isOver = (status: JobStatus): boolean => status === 'completed' || status === 'failed' || status === 'cancelled'

/** Newer facts over older ones; what a message does not say stays. */
export function mergeJob(before: Job | undefined, message: any, entry: Entry): Job {
  const now = readJob(message)
  const facts = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null)) as Partial<JobFacts>
  const started = now.status === 'running' && now.progress === null
  // A late "submitted" or a stray progress report does not reopen a job; a retry ("started" again) does.
  const status =
    before && (now.status === 'submitted' || (isOver(before.status) && !started && !isOver(now.status)))
      ? before.status
      : now.status
  return {
    ...(before ?? { submitted_at: null, ended_at: null, starts: 0, results: 0, pairs: null }),
    ...(before ?? now),
    ...facts,
    ...(started && { error_type: null, error_message: null }),
    status,
    starts: (before?.starts ?? 0) + (started ? 1 : 0),
    submitted_at: now.status === 'submitted' ? (before?.submitted_at ?? entry.time) : (before?.submitted_at ?? null),
    ended_at: isOver(now.status) ? entry.time : started ? null : (before?.ended_at ?? null),
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
    pairs: result.pairs.length || base.pairs,
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
  { id: 'points', title: 'Points', kind: 'number', priority: 3, value: (j) => j.points },
  { id: 'pairs', title: 'Pairs', kind: 'number', priority: 3, value: (j) => j.pairs },
  { id: 'say', title: 'What it says', priority: 3, value: (j) => j.error_message ?? stageOf(j) },
  { id: 'took', title: 'Took', kind: 'duration', priority: 2, value: tookMs },
  { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (j) => j.updated_at },
]
const stageOf = (job: Job): string | null =>
  job.status !== 'running'
    ? null
    : [job.stage, job.progress !== null && `${Math.round(job.progress * 100)} %`].filter(Boolean).join(' · ') || null

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

const algorithms = ['vietoris_rips', 'alpha_complex', 'cech_complex', 'witness_complex', 'sparse_rips'] as const
const metrics = ['euclidean', 'manhattan', 'chebyshev', 'minkowski', 'cosine'] as const

export const JobInput = z
  .object({
    algorithm: z.enum(algorithms).default('vietoris_rips').meta({ title: 'Algorithm' }),
    shape: z
      .enum(shapes)
      .default('circle')
      .meta({ title: 'Sample', description: 'A cloud whose shape is known; points of your own go before it' }),
    count: z.int().min(4).max(1000).default(120).meta({ title: 'Points', description: 'Of the sample' }),
    noise: z.number().min(0).max(1).default(0.05).meta({ title: 'Noise', unit: 'of the radius' }),
    seed: z
      .int()
      .min(0)
      .max(4_294_967_295)
      .default(1)
      .meta({ title: 'Seed', description: 'The same seed gives the same points' }),
    points: z.array(z.array(z.number()).min(1).max(10)).min(1).max(20_000).optional().meta({
      title: 'Points of your own',
      widget: 'points',
      placeholder: '0.12, 0.98',
      description: 'One point a line, 1 to 10 coordinates; empty: the sample',
    }),
    max_dimension: z.int().min(0).max(5).default(2).meta({ title: 'Highest dimension' }),
    max_edge_length: z.number().gt(0).optional().meta({ title: 'Longest edge', description: 'Empty: no limit' }),
    num_steps: z.int().min(10).max(1000).default(100).meta({ title: 'Steps' }),
    metric: z.enum(metrics).default('euclidean').meta({ title: 'Distance' }),
    precision: z.enum(['single', 'double']).default('double').meta({ title: 'Precision' }),
    priority: z.enum(['low', 'normal', 'high', 'critical']).default('normal').meta({ title: 'Priority' }),
  })
  .refine((job) => !job.points || job.points.every((p) => p.length === job.points![0]!.length), {
    path: ['points'],
    error: 'all points need the same number of coordinates',
  })
export type JobInput = z.output<typeof JobInput>

export const jobPresets = [
  { title: 'A loop', values: { shape: 'circle', count: 120, noise: 0.05 } },
  { title: 'A torus', values: { shape: 'torus', count: 300, noise: 0.02 } },
  { title: 'Two pieces', values: { shape: 'two clusters', count: 80, noise: 0 } },
  { title: 'Two loops', values: { shape: 'figure eight', count: 160, noise: 0.03 } },
]

/** The contract's envelope, and beside it at the top level what the Flink job needs to compute: valid for the one, computable for the other. */
export function composeJob(input: JobInput, { id, now }: { id: string; now: Date }) {
  const timestamp = now.toISOString().replace('Z', '+00:00')
  const points = input.points ?? sampleShape(input)
  const { algorithm, priority, max_dimension, max_edge_length, num_steps, metric, precision } = input
  return {
    metadata: {
      message_id: `job-${id}-${now.getTime()}`,
      message_type: 'job.submitted',
      timestamp,
      source_service: 'milena',
      correlation_id: id,
      user_id: null,
      session_id: null,
      trace_id: null,
      version: '1.0',
    },
    payload: { job_id: id, status: 'submitted', algorithm, priority, submitted_at: timestamp },
    job_id: id,
    timestamp,
    algorithm,
    point_cloud: { points, dimension: points[0]!.length },
    parameters: {
      max_dimension,
      ...(max_edge_length !== undefined && { max_edge_length }),
      num_steps,
      metric,
      precision,
    },
  }
}
