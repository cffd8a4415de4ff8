import { finite, isObject, type Loose, toNumber } from '../wire.ts'

/** What the platform's messages say, whichever dialect they say it in. Getters never throw: what is not there is null. */

const object = (value: unknown): Loose => (isObject(value) ? value : {})
const text = (...values: unknown[]): string | null =>
  (values.find((v) => typeof v === 'string' && v !== '') as string) ?? null
const number = (...values: unknown[]): number | null => {
  for (const value of values) {
    const n = finite(value)
    if (n !== null) return n
  }
  return null
}

export type JobStatus = 'submitted' | 'running' | 'completed' | 'failed' | 'cancelled'
const statuses: Record<string, JobStatus> = {
  submitted: 'submitted',
  queued: 'submitted',
  pending: 'submitted',
  started: 'running',
  progress: 'running',
  running: 'running',
  processing: 'running',
  completed: 'completed',
  success: 'completed',
  failed: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
}

export interface JobFacts {
  job_id: string
  status: JobStatus
  algorithm: string | null
  priority: string | null
  user_id: string | null
  /** How far, 0..1, and what is being done. */
  progress: number | null
  stage: string | null
  seconds: number | null
  points: number | null
  dimension: number | null
  result_id: string | null
  error_type: string | null
  error_message: string | null
}

/** A console asks for a job to be cancelled by the record the platform has for a cancelled one; consoles run no jobs, so from one it is a wish, not news. */
export const isCancelWish = (message: any): boolean => {
  const { message_type, source_service } = object(object(message).metadata)
  return message_type === 'job.cancelled' && source_service === 'milena'
}

export function readJob(message: any): JobFacts {
  const m = object(message)
  const p = isObject(m.payload) ? m.payload : isObject(m.data) ? m.data : m
  const kind = text(object(m.metadata).message_type, m.event_type)?.split('.').pop() ?? ''
  const said = text(p.status)?.toLowerCase() ?? kind
  const error_type = text(p.error_type)
  const status = statuses[said] ?? statuses[kind] ?? 'submitted'
  const cloud = object(m.point_cloud ?? p.point_cloud)
  const points = Array.isArray(cloud.points) ? cloud.points : null
  const percent = number(p.progress_percentage)
  return {
    job_id: text(p.job_id, m.job_id, m.correlation_id) ?? '',
    // The platform has no message for a cancelled job of its own: it reports a failure of this type.
    status: status === 'failed' && error_type === 'cancellation' ? 'cancelled' : status,
    algorithm: text(p.algorithm, m.algorithm, object(p.parameters).algorithm),
    priority: p.priority === undefined || p.priority === null ? null : String(p.priority),
    user_id: text(p.user_id, object(m.metadata).user_id),
    progress: percent === null ? null : percent / 100,
    stage: text(p.current_stage),
    seconds: number(p.execution_time, p.processing_time_seconds, p.execution_time_seconds),
    points: points?.length ?? number(object(p.metadata).num_points, object(m.metadata).num_points),
    dimension: number(cloud.dimension) ?? (Array.isArray(points?.[0]) ? points[0].length : null),
    result_id: text(p.result_id),
    error_type: error_type === 'cancellation' ? null : (error_type ?? text(p.error_code)),
    error_message: text(p.error_message, object(p.error_details).message),
  }
}

export interface Pair {
  dimension: number
  birth: number
  /** Infinity for a feature that never dies. */
  death: number
}
export interface ResultFacts {
  job_id: string
  result_id: string | null
  type: string
  pairs: Pair[]
  /** How many pairs were found; the message may hold fewer, or none. */
  total: number
  /** Betti numbers by dimension, where the service counted them. */
  betti: Record<string, number>
  points: number | null
  seconds: number | null
  /** bytes */
  size: number | null
  /** Where a big result lies instead of in the message. */
  path: string | null
  error: string | null
  window: { from: number; to: number } | null
}

export function readResult(message: any): ResultFacts {
  const m = object(message)
  const p = isObject(m.payload) ? m.payload : isObject(m.data) ? m.data : m
  const more = object(p.metadata)
  const results = object(m.tda_results ?? p.tda_results ?? more.tda_results)
  const info = object(m.computation_info ?? p.computation_info)
  const [from, to] = [number(m.window_start), number(m.window_end)]
  const failure = m.error ?? p.error
  const why = text(failure, object(failure).message)
  const pairs = pairsOf({ ...more, ...p, ...results })
  return {
    job_id: text(p.job_id, m.job_id, m.correlation_id) ?? '',
    result_id: text(p.result_id),
    type:
      text(p.result_type, m.event_type && String(m.event_type).replace(/^result\./, ''), m.algorithm) ??
      'persistence_diagram',
    pairs,
    total: Math.max(pairs.length, number(more.num_persistence_pairs) ?? 0),
    betti: bettiOf(results.betti_numbers ?? p.betti_numbers ?? more.betti_numbers),
    points: number(info.num_points, more.num_points),
    seconds: number(info.computation_time, p.computation_time_seconds, more.computation_time),
    size: number(p.result_size),
    path: text(p.storage_path, p.storage_location),
    error: why ?? (info.success === false ? 'the computation did not succeed' : null),
    window: from !== null && to !== null ? { from, to } : null,
  }
}

function pairsOf(source: Loose): Pair[] {
  const read = (list: unknown, dimension: number): Pair[] =>
    (Array.isArray(list) ? list : []).flatMap((item) => {
      const birth = finite(object(item).birth)
      const death = object(item).death
      const dies = death === null || death === undefined ? Number.POSITIVE_INFINITY : toNumber(death)
      return birth === null || Number.isNaN(dies)
        ? []
        : [{ dimension: number(object(item).dimension) ?? dimension, birth, death: dies }]
    })
  if (Array.isArray(source.persistence_pairs)) return read(source.persistence_pairs, 0)
  if (Array.isArray(source.intervals)) return read(source.intervals, number(source.dimension) ?? 0)
  if (!Array.isArray(source.persistence_diagrams)) return []
  return source.persistence_diagrams.flatMap((diagram) =>
    read(object(diagram).points, number(object(diagram).dimension) ?? 0),
  )
}

/** `{"0":[1]}`, `{"0":1}` or `[1, 1]`. */
function bettiOf(source: unknown): Record<string, number> {
  const entries = Array.isArray(source) ? source.map((v, i) => [String(i), v] as const) : Object.entries(object(source))
  return Object.fromEntries(
    entries.flatMap(([dimension, value]) => {
      const n = finite(Array.isArray(value) ? value.at(-1) : value)
      return n === null ? [] : [[dimension, n]]
    }),
  )
}

/** "12 pairs · β0 1 · β1 2". */
export function sayResult(message: any): string {
  const { total, betti, error, type } = readResult(message)
  if (error) return error
  const numbers = Object.entries(betti).map(([dimension, n]) => `β${dimension} ${n}`)
  return [total ? `${total} pairs` : type.replaceAll('_', ' '), ...numbers].join(' · ')
}

export function readEvent(message: any): {
  type: string
  subject: string | null
  say: string | null
  isError: boolean
  isWarning: boolean
  /** An error in what somebody submitted: the platform itself is well. */
  isRefusal: boolean
} {
  const m = object(message)
  const p = isObject(m.payload) ? m.payload : m
  const data = object(p.data)
  const type = text(object(m.metadata).message_type, m.event_type, p.event_type) ?? 'event'
  const error_type = text(p.error_type, data.error_type, data.error_code)
  const said = [error_type, text(p.error_message, data.error_message, data.message)]
  return {
    type,
    subject: text(p.file_id, data.file_id, p.component, data.component, m.correlation_id),
    say: said.filter(Boolean).join(': ') || text(p.filename, data.filename),
    isError: type.startsWith('error'),
    isWarning: type.startsWith('warning'),
    isRefusal: error_type === 'validation_error',
  }
}

/** The numbers in a monitoring message, by name, and what they are about. */
export function readMonitor(message: any): {
  type: string
  about: string | null
  status: string | null
  numbers: Record<string, number>
} {
  const m = object(message)
  const p = object(m.payload)
  const metrics = isObject(m.metrics)
    ? m.metrics
    : isObject(p.metrics)
      ? p.metrics
      : isObject(object(p.producer).metrics)
        ? object(object(p.producer).metrics)
        : p
  const numbers = Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [],
  )
  return {
    type: text(m.type, object(m.metadata).message_type) ?? (m.job_name ? 'job_metrics' : 'metrics'),
    about: text(metrics.algorithm, m.job_name, object(m.metadata).source_service),
    status: text(p.status, object(p.kafka_cluster).status),
    numbers: Object.fromEntries(numbers),
  }
}
