import type { Log } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import type { DeadLetters } from '../dead-letter.ts'
import { createAnswerWish } from './answer-wish.ts'
import type { Computation } from './computation.ts'
import { Failure } from './failure.ts'
import { type JobFacts, readIntake } from './intake.ts'
import type { Letters } from './messages.ts'
import type { TdaMetrics } from './metrics.ts'
import { isAfter, type Past, type Place } from './past.ts'
import type { Post } from './post.ts'
import { createProgress } from './progress.ts'
import { createQueue, type Waiting } from './queue.ts'
import { Abandoned, type JobRunner } from './run-job.ts'

/** What the group reader gives with a batch; only what is needed of it. */
export interface Tools {
  partition: number
  heartbeat: () => Promise<void>
  commit: (offset: string) => Promise<void>
  stale: () => boolean
}

interface Job extends Waiting {
  offset: string
  facts: JobFacts
  computation: Computation
}

export interface Desk {
  batch: (records: Raw[], tools: Tools) => Promise<void>
  revoked: (partitions: number[]) => void
  cancel: (job: string, reason: string, wish: Place) => void
  counts: () => { waiting: number; running: number; done: number }
  /** Lets what runs end for `patienceMs`, abandons the rest, commits what is done. */
  stop: (patienceMs: number) => Promise<void>
}

const COMMIT_MS = 200

/** Where records become jobs: taken in order, computed by priority, a few at once; a partition is committed up to its lowest unfinished record. */
export function createDesk(deps: {
  runner: JobRunner
  past: Pick<Past, 'isOver' | 'cancelled' | 'over' | 'found'>
  post: Post
  letters: Letters
  deadLetters: DeadLetters
  metrics: TdaMetrics
  limits: { timeoutMs: number; memoryMb: number }
  concurrency: number
  log: Log
}): Desk {
  const { runner, past, post, letters, deadLetters, log } = deps
  const progress = createProgress()
  const queue = createQueue<Job>({ most: 200, bytes: 32 * 1024 * 1024 })
  const running = new Map<Job, AbortController>()
  /** What is waiting or running, by job. */
  const known = new Map<string, Job>()
  const answerWish = createAnswerWish({ past, post, letters })
  const tools = new Map<number, Tools>()
  let wake = Promise.withResolvers<void>()
  let flushing: NodeJS.Timeout | undefined
  let committing: Promise<unknown> = Promise.resolve()
  let stopping = false
  let done = 0

  const flush = () => {
    flushing = undefined
    committing = Promise.all(progress.partitions().map(commit))
  }
  const commit = async (partition: number) => {
    const offset = progress.due(partition)
    const by = tools.get(partition)
    // A reader that was made anew reads again from its last commit, and brings new tools along.
    if (offset === undefined || !by || by.stale()) return
    try {
      await by.commit(offset)
      progress.committed(partition, offset)
    } catch (error) {
      log.debug({ partition, cause: String(error) }, 'not committed; tried again')
      if (!stopping) flushing ??= setTimeout(flush, 5 * COMMIT_MS)
    }
  }
  const finish = (partition: number, offset: string) => {
    progress.finish(partition, offset)
    flushing ??= setTimeout(flush, COMMIT_MS)
  }
  /** A job that ends without having been computed. */
  const refuse = async (facts: JobFacts, failure: Failure, at: Raw) => {
    if (!(await post.deliver([letters.failed(facts, failure, null)]))) return
    if (failure.type !== 'cancellation') post.mention([letters.error({ job: facts, failure })])
    past.over(facts.job_id, at)
    finish(at.partition, at.offset)
  }
  const cancellation = (reason: string) => new Failure('cancellation', `Job cancelled: ${reason}`)

  function pump(): void {
    while (!stopping && running.size < deps.concurrency) {
      const job = queue.next()
      if (!job) return
      const abort = new AbortController()
      running.set(job, abort)
      void work(job, abort.signal)
    }
  }
  async function work(job: Job, signal: AbortSignal): Promise<void> {
    const over = await runner.run(job.facts, job.computation, signal).catch((error: unknown) => {
      log.error({ error: String(error), job: job.job_id }, 'job left unfinished')
      return false
    })
    running.delete(job)
    if (known.get(job.job_id) === job) known.delete(job.job_id)
    if (over) {
      done++
      past.over(job.job_id, over === 'completed' ? 'for good' : job)
      finish(job.partition, job.offset)
    }
    wake.resolve()
    wake = Promise.withResolvers()
    pump()
  }

  async function take(raw: Raw): Promise<void> {
    const { partition, offset } = raw
    if (!progress.begin(partition, offset)) return
    const intake = readIntake(raw, deps.limits)
    if (intake.kind === 'dead') await deadLetters.bury([{ raw, cause: intake.cause }])
    if (intake.kind === 'dead' || intake.kind === 'life') return finish(partition, offset)
    const { job_id } = intake.facts
    if (intake.kind === 'wish') {
      return void answerWish(intake.facts, raw, () => known.has(job_id)).then(() => finish(partition, offset))
    }
    if (past.isOver(job_id, raw) || known.has(job_id)) return finish(partition, offset)
    deps.metrics.jobEvent('job.submitted')
    if (intake.kind === 'elsewhere') {
      const message = `job ${job_id} carries no points: left to the backend that stored it`
      post.mention([letters.warning({ job: intake.facts, type: 'not_computable', message })])
      return finish(partition, offset)
    }
    const unwanted = past.cancelled(job_id, raw)
    if (unwanted !== undefined) return void refuse(intake.facts, cancellation(unwanted), raw)
    if (intake.kind === 'invalid') return void refuse(intake.facts, intake.failure, raw)
    const { facts, computation, rank } = intake
    const job: Job = { job_id, partition, offset, rank, facts, computation, bytes: raw.value?.length ?? 0 }
    known.set(job_id, job)
    queue.add(job)
    pump()
  }

  return {
    async batch(records, given) {
      tools.set(given.partition, given)
      for (const raw of records) {
        while (queue.isFull() && !stopping) {
          await Promise.race([wake.promise, later(500)])
          await given.heartbeat()
          if (given.stale()) return
        }
        if (stopping || given.stale()) return
        await take(raw)
      }
      flushing ??= setTimeout(flush, COMMIT_MS)
      await given.heartbeat()
    },
    revoked(partitions) {
      const lost = (job: Job) => partitions.includes(job.partition)
      for (const job of queue.remove(lost)) known.delete(job.job_id)
      for (const [job, abort] of running) {
        if (!lost(job)) continue
        // It may come back to us before it has wound down.
        known.delete(job.job_id)
        abort.abort(new Abandoned())
      }
      for (const partition of partitions) {
        progress.drop(partition)
        tools.delete(partition)
      }
    },
    cancel(id, reason, wish) {
      // A wish from before the job was submitted again was for the one before.
      const meant = (job: Job) => job.job_id === id && !isAfter(job, wish)
      for (const [job, abort] of running) if (meant(job)) abort.abort(cancellation(reason))
      for (const job of queue.remove(meant)) {
        void post.deliver([letters.failed(job.facts, cancellation(reason), null)]).then((told) => {
          known.delete(id)
          if (!told) return
          past.over(id, job)
          finish(job.partition, job.offset)
        })
      }
    },
    counts: () => ({ waiting: queue.size(), running: running.size, done }),
    async stop(patienceMs) {
      stopping = true
      queue.remove(() => true)
      const end = performance.now() + patienceMs
      while (running.size && performance.now() < end) await Promise.race([wake.promise, later(50)])
      for (const abort of running.values()) abort.abort(new Abandoned())
      clearTimeout(flushing)
      flush()
      await committing
    },
  }
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
