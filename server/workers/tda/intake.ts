import { parseJson } from '#lib/feed/parse.ts'
import { tda } from '#lib/systems/tda.ts'
import { isCancelWish, readJob } from '#lib/tda/read.ts'
import { isObject, type Loose } from '#lib/wire.ts'
import type { Raw } from '#server/ports.ts'
import { type Computation, readComputation } from './computation.ts'
import { asFailure, type Failure } from './failure.ts'
import { rankOf } from './queue.ts'

/** What every message of a job says of it. */
export interface JobFacts {
  job_id: string
  algorithm: string | null
  priority: string | number | null
  user_id: string | null
  submitted_at: string | null
  requestId: string | undefined
}

/** What a record on the jobs topic is to this worker. */
export type Intake =
  /** Cannot be read, or names no job: nobody could be answered. */
  | { kind: 'dead'; cause: string }
  /** Tells of a job's life: not for us to act on. */
  | { kind: 'life' }
  /** A console asks for a job to be cancelled. */
  | { kind: 'wish'; facts: JobFacts }
  /** A submission without points: only the backend that stored the job can compute it. */
  | { kind: 'elsewhere'; facts: JobFacts }
  | { kind: 'invalid'; facts: JobFacts; failure: Failure }
  | { kind: 'job'; facts: JobFacts; computation: Computation; rank: number }

const MOST_BYTES = 20 * 1024 * 1024
const MOST_ID = 1000
const submissions = ['submitted', 'queued', 'pending']
const schema = tda.topics.find((t) => t.noun === 'job event')!.message

/** Reads a record in any of the platform's dialects. Never throws. */
export function readIntake(raw: Raw, limits: { timeoutMs: number; memoryMb: number }): Intake {
  if (raw.value === null) return { kind: 'dead', cause: 'no value' }
  const parsed = parseJson(raw.value, MOST_BYTES)
  if (!parsed.ok) return { kind: 'dead', cause: `${parsed.cause}: ${parsed.detail}` }
  const m = parsed.value
  if (!isObject(m)) return { kind: 'dead', cause: 'not an object' }
  const p: Loose = isObject(m.payload) ? m.payload : isObject(m.data) ? m.data : m
  const read = readJob(m)
  if (!read.job_id) return { kind: 'dead', cause: 'names no job' }
  // What we say of a job repeats these: they must fit into our messages, too.
  if (read.job_id.length > MOST_ID) return { kind: 'dead', cause: `the job's id is longer than ${MOST_ID} characters` }
  const facts: JobFacts = {
    job_id: read.job_id,
    algorithm: brief(read.algorithm ?? m.algorithm),
    priority: typeof p.priority === 'number' ? p.priority : brief(p.priority),
    user_id: brief(read.user_id),
    submitted_at: brief(p.submitted_at),
    requestId: raw.headers?.['x-request-id'],
  }
  const cloud = m.point_cloud ?? p.point_cloud
  if (cloud === undefined || cloud === null) {
    const fits = schema.safeParse(m)
    if (!fits.success) return { kind: 'dead', cause: says(fits.error.issues[0]) }
    if (isSubmission(m, p)) return { kind: 'elsewhere', facts }
    return isCancelWish(m) ? { kind: 'wish', facts } : { kind: 'life' }
  }
  if (!isSubmission(m, p)) return { kind: 'life' }
  try {
    const given = { algorithm: facts.algorithm, cloud, parameters: m.parameters ?? p.parameters }
    const computation = readComputation(given, limits)
    return {
      kind: 'job',
      facts: { ...facts, algorithm: computation.algorithm },
      computation,
      rank: rankOf(facts.priority),
    }
  } catch (error) {
    return { kind: 'invalid', facts, failure: asFailure(error) }
  }
}

const brief = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 200) : null)

function isSubmission(m: Loose, p: Loose): boolean {
  const type = isObject(m.metadata) && m.payload !== undefined ? m.metadata.message_type : m.event_type
  const said = [p.status, typeof type === 'string' ? type.split('.').pop() : undefined].filter(
    (s) => typeof s === 'string',
  )
  return said.every((s) => submissions.includes(s.toLowerCase()))
}

const says = (issue: { path: PropertyKey[]; message: string } | undefined): string =>
  issue ? [issue.path.join('.'), issue.message].filter(Boolean).join(': ') : 'not a job message'
