import { notCancelled, sayTooLate } from '#lib/tda/cancel.ts'
import type { Raw } from '#server/ports.ts'
import type { JobFacts } from './intake.ts'
import type { Letters } from './messages.ts'
import type { Past } from './past.ts'
import type { Post } from './post.ts'

/** Nobody waits any longer for what became of an older wish; a worker that begins with an old topic does not answer it all. */
const FRESH_MS = 5 * 60_000

/** What the desk has of the job: it waits or runs, and so its end is the answer; it was submitted here of late, and so is not unknown. */
export interface Trace {
  here: () => boolean
  seen: () => boolean
}

/**
 * A wish to cancel a job that is over, or that nobody here knows, is answered by a warning: the platform has no other word for it, and the job's
 * end told again would count it twice. False: not told, the worker stops.
 */
export function createAnswerWish(deps: { past: Pick<Past, 'found'>; post: Post; letters: Letters }) {
  return async (job: JobFacts, wish: Raw, { here, seen }: Trace): Promise<boolean> => {
    if (here() || Date.now() - wish.timestamp > FRESH_MS) return true
    const found = await deps.past.found(job.job_id, wish)
    if (found === 'open' || here() || (found === 'unknown' && seen())) return true
    const type = found === 'unknown' ? notCancelled.unknown : notCancelled.over
    const message =
      found === 'unknown'
        ? `no job ${job.job_id} is known here: it neither waits nor runs, and no end of it was found; look for its id in the list of jobs`
        : sayTooLate(found)
    return deps.post.deliver([deps.letters.warning({ job, type, message })])
  }
}
