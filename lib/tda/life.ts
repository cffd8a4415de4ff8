import { isOver, type Job } from './job.ts'
import type { JobStatus } from './read.ts'

/** A job on the time axis, epoch ms: it waits from `from` to `start`, runs from there to `end`. */
export interface Bar {
  id: string
  status: JobStatus
  from: number
  /** null: it has not begun to run, or never did. */
  start: number | null
  /** null: it is not over. */
  end: number | null
  job: Job
}

/** What is known of a job's times; a job whose start nobody told is taken back from its end by the seconds it said it took. */
export function barOf(id: string, job: Job): Bar {
  const end = isOver(job.status) ? (job.ended_at ?? job.updated_at) : null
  const told = job.started_at ?? (end !== null && job.seconds !== null ? end - job.seconds * 1000 : null)
  const from = job.submitted_at ?? told ?? end ?? job.updated_at
  const start = told === null ? null : Math.max(from, end === null ? told : Math.min(told, end))
  return { id, status: job.status, from: Math.min(from, end ?? from), start, end, job }
}

/** ms it waited (so far) and ran (so far); null where that part never was. */
export function timesOf({ from, start, end }: Bar, now: number): { waited: number | null; ran: number | null } {
  const last = end ?? now
  return {
    waited: start === null ? Math.max(0, last - from) : Math.max(0, start - from),
    ran: start === null ? null : Math.max(0, last - start),
  }
}

/** Bars in the window, oldest first, each on the first lane that is free; lanes never hold two bars nearer than `gap` ms. */
export function pack(
  bars: readonly Bar[],
  { from, to, now, gap }: { from: number; to: number; now: number; gap: number },
): { lanes: number; placed: (Bar & { lane: number })[] } {
  const free: number[] = []
  const placed = bars
    .filter((bar) => bar.from <= to && (bar.end ?? Math.max(now, bar.from)) >= from)
    .sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))
    .map((bar) => {
      const found = free.findIndex((until) => until <= bar.from)
      const lane = found < 0 ? free.length : found
      free[lane] = (bar.end ?? Math.max(now, bar.from)) + gap
      return { ...bar, lane }
    })
  return { lanes: free.length, placed }
}

export const bands = ['critical', 'high', 'normal', 'low'] as const
export type Band = (typeof bands)[number]

/** The platform's words, and the whole numbers −10 to 10 its HTTP door takes. */
export function bandOf(priority: string | null): Band {
  const word = priority?.toLowerCase() ?? ''
  if ((bands as readonly string[]).includes(word)) return word as Band
  const n = Number(word || Number.NaN)
  if (!Number.isFinite(n) || n === 0) return 'normal'
  return n > 5 ? 'critical' : n > 0 ? 'high' : 'low'
}

export interface Queue {
  band: Band
  /** The longest waiting first. */
  waiting: { id: string; since: number }[]
  running: number
}
/** Jobs not yet over, by priority, the most urgent first. */
export function queueOf(bars: readonly Bar[]): Queue[] {
  return bands.map((band) => {
    const own = bars.filter((bar) => bar.end === null && bandOf(bar.job.priority) === band)
    return {
      band,
      waiting: own
        .filter((bar) => bar.status === 'submitted')
        .map(({ id, from }) => ({ id, since: from }))
        .sort((a, b) => a.since - b.since),
      running: own.filter((bar) => bar.status === 'running').length,
    }
  })
}
