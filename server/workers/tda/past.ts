import { parseJson } from '#lib/feed/parse.ts'
import { readJob } from '#lib/tda/read.ts'
import type { OpenSource, Raw } from '#server/ports.ts'

export interface Past {
  /** Resolves when what is on the topic has been read; also when stopped. */
  caughtUp: Promise<void>
  /** The job submitted here has an end on the topic: it is not computed again. One that failed is, when it is submitted again after that. */
  isOver: (job: string, submitted: Place) => boolean
  /** Why somebody wants the job submitted here cancelled; undefined: nobody does. */
  cancelled: (job: string, submitted: Place) => string | undefined
  /** An end that this worker told itself: for good, or of what was submitted here. */
  over: (job: string, end: Place | 'for good') => void
  /** What a wish to cancel the job found, once all before it has been read: how the job had ended by then, or that no end of it is known. */
  found: (job: string, wish: Place) => Promise<Ended | 'open'>
  stop: () => Promise<void>
}

export type Ended = 'completed' | 'failed' | 'cancelled'

/** Where a record stands. */
export type Place = Pick<Raw, 'partition' | 'offset'>

/** As many jobs are remembered; older ones are below every group's commit. */
const MOST = 100_000
/** The group may hand out a record before it was read here. */
const PATIENCE_MS = 10_000
const ends = ['job.completed', 'job.failed', 'job.cancelled']

/**
 * What the jobs topic itself tells of jobs, read outside of the group by every worker: which have ended, so that after a crash only unfinished
 * ones are computed again, and which somebody wants cancelled (`job.cancelled`, which this platform's own services never write).
 */
export function openPast(deps: {
  openSource: OpenSource
  topic: string
  onCancel: (job: string, reason: string, wish: Place) => void
}): Past {
  /** For good, or for what was submitted before this place. */
  const over = new Map<string, Place | 'for good'>()
  const cancelled = new Map<string, { reason: string; at: Place }>()
  /** The newest end of each job that stands on the topic. */
  const told = new Map<string, { how: Ended; at: Place }>()
  const next = new Map<number, string>()
  let stopped = false

  const learn = (raw: Raw) => {
    // Submissions carry whole clouds: they are told from ends without being parsed.
    if (!raw.value || !ends.some((end) => raw.value!.includes(end))) return
    const parsed = parseJson(raw.value)
    if (!parsed.ok) return
    const job = readJob(parsed.value)
    if (!job.job_id) return
    // The platform tells of a cancelled job as a failure; this record is a wish, whoever wrote it.
    if (raw.value.includes('job.cancelled') && typeOf(parsed.value) === 'job.cancelled') {
      const reason = job.error_message?.replace(/^Job cancelled: /, '') || 'on request'
      bounded(cancelled)
      cancelled.set(job.job_id, { reason, at: placeOf(raw) })
      deps.onCancel(job.job_id, reason, placeOf(raw))
    } else if (job.status !== 'submitted' && job.status !== 'running') {
      bounded(told)
      told.set(job.job_id, { how: job.status, at: placeOf(raw) })
      note(job.job_id, job.status === 'completed' ? 'for good' : raw)
    }
  }
  /** The latest end counts, and a completed job stays over. */
  const note = (job: string, end: Place | 'for good') => {
    const known = over.get(job)
    if (known === 'for good' || (known && end !== 'for good' && isAfter(known, end))) return
    bounded(over)
    // Only the place: what stands there may be a cloud of points.
    over.set(job, end === 'for good' ? end : placeOf(end))
    cancelled.delete(job)
  }
  const source = deps.openSource({
    topics: [deps.topic],
    cursor: (_, partition) => next.get(partition),
    begin: { backMs: 7 * 86_400_000, maxRecords: 20_000 },
    onBatch(records) {
      for (const raw of records) learn(raw)
      const last = records.at(-1)
      if (last) next.set(last.partition, `${BigInt(last.offset) + 1n}`)
    },
    onGap: (gap) => void next.set(gap.partition, gap.to),
    onState: () => {},
  })
  const caughtUp = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!source.caughtUp() && !stopped) return
      clearInterval(look)
      resolve()
    }, 50)
  })
  return {
    caughtUp,
    isOver(job, submitted) {
      const end = over.get(job)
      return end === 'for good' || (end !== undefined && !isAfter(submitted, end))
    },
    cancelled(job, submitted) {
      const wish = cancelled.get(job)
      return wish && !isAfter(submitted, wish.at) ? wish.reason : undefined
    },
    over: note,
    async found(job, wish) {
      const read = () => BigInt(next.get(wish.partition) ?? 0) > BigInt(wish.offset)
      for (const end = performance.now() + PATIENCE_MS; !read() && !stopped && performance.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20).unref())
      const end = told.get(job)
      if (end && isAfter(wish, end.at)) return end.how
      // An end after the wish answers it by itself; what was not read in time is not guessed at.
      return 'open'
    },
    async stop() {
      stopped = true
      await source.stop()
    },
  }
}

const placeOf = ({ partition, offset }: Place): Place => ({ partition, offset })

function typeOf(message: unknown): string | undefined {
  const m = message as { metadata?: { message_type?: string }; event_type?: string }
  return m.metadata?.message_type ?? m.event_type
}

/** What a job's key brings to one partition has an order; without one the end counts. */
export const isAfter = (submitted: Place, end: Place): boolean =>
  submitted.partition === end.partition && BigInt(submitted.offset) > BigInt(end.offset)

function bounded(of: Map<string, unknown>): void {
  if (of.size < MOST) return
  const [oldest] = of.keys()
  of.delete(oldest!)
}
