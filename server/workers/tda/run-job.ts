import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from './child.ts'
import type { Computation } from './computation.ts'
import { asFailure, Failure } from './failure.ts'
import type { JobFacts } from './intake.ts'
import type { Letters, Result } from './messages.ts'
import type { Pool } from './pool.ts'
import type { Post } from './post.ts'

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 1000

/** Thrown into a computation that is somebody else's now, or is left for the next start: nothing is told of it. */
export class Abandoned extends Failure {
  constructor() {
    super('resource_error', 'left to another worker')
  }
}

/** The end that was told; false: none was. */
export type End = 'completed' | 'failed' | false

export interface JobRunner {
  /** To the end that is told on Kafka; "started" is told once a process computes it. False: it was abandoned, and is not done. */
  run: (job: JobFacts, computation: Computation, signal: AbortSignal) => Promise<End>
}

/** One job: computed, tried again where that may help, and its end told in full. */
export function createJobRunner(deps: {
  pool: Pool
  post: Post
  letters: Letters
  /** Folder of big results. */
  storage: string
  retryMs?: number
}): JobRunner {
  const { pool, post, letters, storage } = deps
  const firstPause = deps.retryMs ?? FIRST_PAUSE_MS

  async function compute(
    job: JobFacts,
    computation: Computation,
    on: { signal: AbortSignal; onReady: () => void },
  ): Promise<Result> {
    const result_id = idOf(job.job_id)
    let began = 0
    mkdirSync(storage, { recursive: true })
    const store = join(storage, `${result_id}.json`)
    const onReady = () => {
      began = Date.now()
      on.onReady()
    }
    const answer: Answer = await pool.run({ job_id: job.job_id, computation, store, signal: on.signal, onReady })
    const { points, timeoutMs, memoryMb, algorithm, ...parameters } = computation
    return {
      ...{ result_id, answer, parameters, began, ended: Date.now() },
      ...{ points: points.length, dimension: points[0]!.length },
      storage_path: answer.stored === undefined ? null : `tda/${result_id}.json`,
    }
  }

  async function finished(job: JobFacts, result: Result, seconds: number): Promise<End> {
    const told = await post.deliver([
      letters.result(job, result),
      letters.completed(job, { seconds, result_id: result.result_id }),
    ])
    post.mention([
      letters.computation(job, result),
      ...(result.storage_path ? [letters.processed(job, result, result.storage_path)] : []),
    ])
    return told && 'completed'
  }

  return {
    async run(job, computation, signal) {
      let began: number | undefined
      const seconds = () => (began === undefined ? null : Math.round(performance.now() - began) / 1000)
      for (let attempt = 1; ; attempt++) {
        let started: Promise<unknown> | undefined
        const onReady = () => {
          began ??= performance.now()
          // Told while it is computed; its place before the end is kept below.
          started = post.deliver([letters.started(job, attempt, computation.points.length)])
        }
        try {
          const result = await compute(job, computation, { signal, onReady })
          await started
          return await finished(job, result, seconds()!)
        } catch (error) {
          const failure = asFailure(signal.aborted ? signal.reason : error)
          await started
          if (failure instanceof Abandoned) return false
          if (failure.retriable && attempt < ATTEMPTS) {
            await pause(firstPause * 2 ** (attempt - 1), undefined, { signal }).catch(() => {})
            if (!signal.aborted) continue
          }
          const last = asFailure(signal.aborted ? signal.reason : error)
          if (last instanceof Abandoned) return false
          const told = await post.deliver([letters.failed(job, last, seconds())])
          if (last.type !== 'cancellation') post.mention([letters.error({ job, failure: last })])
          return told && 'failed'
        }
      }
    },
  }
}

/** The same job has the same result id, so that a job computed again after a crash does not seem to have two. */
export const idOf = (job: string): string => createHash('sha256').update(job).digest('hex').slice(0, 24)
