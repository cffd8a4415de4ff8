import { parseJson } from '#lib/feed/parse.ts'
import { readJob } from '#lib/tda/read.ts'
import type { OpenSource, Raw } from '#server/ports.ts'

export interface Past {
  /** Resolves when what is on the topic has been read; also when stopped. */
  caughtUp: Promise<void>
  /** The job has an end on the topic: it is not computed again. */
  isOver: (job: string) => boolean
  /** Why somebody wants the job cancelled; undefined: nobody does. */
  cancelled: (job: string) => string | undefined
  /** An end that this worker told itself. */
  over: (job: string) => void
  stop: () => Promise<void>
}

/** As many jobs are remembered; older ones are below every group's commit. */
const MOST = 100_000
const ends = ['job.completed', 'job.failed', 'job.cancelled']

/**
 * What the jobs topic itself tells of jobs, read outside of the group by every worker: which have ended, so that after a crash only unfinished
 * ones are computed again, and which somebody wants cancelled (`job.cancelled`, which this platform's own services never write).
 */
export function openPast(deps: {
  openSource: OpenSource
  topic: string
  onCancel: (job: string, reason: string) => void
}): Past {
  const over = new Set<string>()
  const cancelled = new Map<string, string>()
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
      cancelled.set(job.job_id, reason)
      deps.onCancel(job.job_id, reason)
    } else if (job.status !== 'submitted' && job.status !== 'running') note(job.job_id)
  }
  const note = (job: string) => {
    bounded(over)
    over.add(job)
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
    isOver: (job) => over.has(job),
    cancelled: (job) => cancelled.get(job),
    over: note,
    async stop() {
      stopped = true
      await source.stop()
    },
  }
}

function typeOf(message: unknown): string | undefined {
  const m = message as { metadata?: { message_type?: string }; event_type?: string }
  return m.metadata?.message_type ?? m.event_type
}

function bounded(of: Set<string> | Map<string, string>): void {
  if (of.size < MOST) return
  const [oldest] = of.keys()
  of.delete(oldest!)
}
