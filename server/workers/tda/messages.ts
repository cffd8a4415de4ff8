import { randomUUID } from 'node:crypto'
import type { Outgoing } from '#server/ports.ts'
import type { Answer } from './child.ts'
import type { Failure } from './failure.ts'
import type { JobFacts } from './intake.ts'
import type { Topics } from './topics.ts'

/** A record and what it is, for the metrics. */
export interface Said {
  type: string
  record: Outgoing
}

export interface Letters {
  started: (job: JobFacts, attempt: number, points: number) => Said
  completed: (job: JobFacts, done: { seconds: number; result_id: string }) => Said
  failed: (job: JobFacts, failure: Failure, seconds: number | null) => Said
  result: (job: JobFacts, result: Result) => Said
  computation: (job: JobFacts, result: Result) => Said
  processed: (job: JobFacts, result: Result, name: string) => Said
  error: (about: { job: JobFacts; failure: Failure }) => Said
  warning: (about: { job: JobFacts; type: string; message: string }) => Said
  health: (payload: object) => Said
}

export interface Result {
  result_id: string
  answer: Answer
  points: number
  dimension: number
  parameters: object
  began: number
  ended: number
  /** From the data folder on; null when the message carries every pair. */
  storage_path: string | null
}

const SOURCE = 'tda-backend'
const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00')

/** The platform's messages as its contract has them: an envelope; results carry at the top level, too, what its stream processor writes. */
export function createLetters(topics: Topics, now = Date.now): Letters {
  const say = (
    topic: string,
    type: string,
    about: { id: string; key?: string; job?: JobFacts; payload: object; beside?: object },
  ): Said => {
    const at = now()
    const job = about.job
    const value = {
      metadata: {
        message_id: `${about.id}-${at}`,
        message_type: type,
        timestamp: iso(at),
        source_service: SOURCE,
        correlation_id: job?.job_id ?? null,
        user_id: job?.user_id ?? null,
        session_id: null,
        trace_id: null,
        version: '1.0',
      },
      payload: about.payload,
      ...about.beside,
    }
    const headers = {
      source: SOURCE,
      timestamp: String(at),
      'content-type': 'application/json',
      ...(job?.requestId ? { 'x-request-id': job.requestId } : {}),
    }
    return { type, record: { topic, key: about.key ?? null, value: JSON.stringify(value), headers } }
  }
  const ofJob = (type: string, job: JobFacts, payload: object): Said => {
    const { job_id, algorithm, priority, user_id, submitted_at } = job
    const status = type === 'started' ? 'running' : type
    return say(topics.jobs, `job.${type}`, {
      id: `job-${job_id}`,
      key: job_id,
      job,
      payload: { job_id, status, algorithm, priority, user_id, submitted_at, ...payload },
    })
  }
  const event = (type: string, about: { job: JobFacts; name: string; message: string; severity: string }): Said => {
    const data = { error_type: about.name, error_message: about.message }
    const context = { job_id: about.job.job_id, algorithm: about.job.algorithm }
    return say(topics.events, type, {
      id: 'error',
      job: about.job,
      payload: {
        event_id: randomUUID(),
        event_type: type,
        data,
        context,
        ...data,
        severity: about.severity,
        component: 'tda-worker',
        occurred_at: iso(now()),
      },
    })
  }

  return {
    started: (job, attempt, points) =>
      ofJob('started', job, { started_at: iso(now()), metadata: { attempt, num_points: points } }),
    completed: (job, { seconds, result_id }) =>
      ofJob('completed', job, { completed_at: iso(now()), execution_time: seconds, result_id }),
    failed: (job, failure, seconds) =>
      ofJob('failed', job, {
        failed_at: iso(now()),
        execution_time: seconds,
        error_type: failure.type,
        error_message: failure.message,
      }),
    result(job, { result_id, answer, points, dimension, parameters, began, ended, storage_path }) {
      const persistence_pairs = answer.pairs.map(([d, birth, death]) => ({
        dimension: d,
        birth,
        // Bare Infinity would be no JSON to most readers; this word is read by all of the platform's.
        death: death ?? 'inf',
        persistence: death === null ? 'inf' : Number((death - birth).toPrecision(9)),
      }))
      const { betti_numbers, betti_curves, homology_groups, seconds, memory_mb } = answer
      const tda_results = { betti_numbers, persistence_pairs, homology_groups, betti_curves }
      return say(topics.results, 'result.generated', {
        id: `result-${result_id}`,
        key: job.job_id,
        job,
        payload: {
          job_id: job.job_id,
          result_id,
          result_type: 'persistence_diagram',
          result_size: answer.stored ?? Buffer.byteLength(JSON.stringify(tda_results)),
          storage_path,
          generated_at: iso(ended),
          metadata: {
            num_points: points,
            num_persistence_pairs: answer.total,
            truncated: answer.total > answer.pairs.length,
            parameters,
          },
        },
        beside: {
          job_id: job.job_id,
          timestamp: iso(ended),
          window_start: began,
          window_end: ended,
          algorithm: job.algorithm,
          computation_info: {
            num_points: points,
            dimension,
            computation_time: seconds,
            memory_usage: memory_mb,
            success: true,
          },
          tda_results,
        },
      })
    },
    computation(job, { answer, points, began, ended }) {
      const metrics = {
        algorithm: job.algorithm,
        computation_time_ms: answer.seconds * 1000,
        num_points: points,
        num_persistence_pairs: answer.total,
        window_id: `${began}-${ended}`,
      }
      const value = JSON.stringify({ type: 'computation_metrics', timestamp: iso(ended), metrics })
      return { type: 'computation_metrics', record: { topic: topics.monitoring, key: null, value } }
    },
    processed: (job, { result_id, answer }, name) =>
      say(topics.events, 'file.processed', {
        id: `file-${result_id}`,
        key: result_id,
        job,
        payload: {
          file_id: result_id,
          filename: name,
          file_size: answer.stored,
          content_type: 'application/json',
          processed_at: iso(now()),
          processing_result: { job_id: job.job_id, num_persistence_pairs: answer.total },
        },
      }),
    error: ({ job, failure }) =>
      event('error.occurred', { job, name: failure.type, message: failure.message, severity: 'error' }),
    warning: ({ job, type, message }) => event('warning.issued', { job, name: type, message, severity: 'warning' }),
    health: (payload) => say(topics.monitoring, 'system.health', { id: 'health', payload }),
  }
}
