import { jobOver, sayTooLate } from '#lib/tda/cancel.ts'
import type { Raw } from '#server/ports.ts'
import type { JobFacts } from './intake.ts'
import type { Letters } from './messages.ts'
import type { Past } from './past.ts'
import type { Post } from './post.ts'

/** Nobody waits any longer for what became of an older wish; a worker that begins with an old topic does not answer it all. */
const FRESH_MS = 5 * 60_000

/**
 * A wish to cancel a job that is over is answered by a warning: the platform has no other word for it, and the job's end told again would count it
 * twice. Of a job that is not known here nothing is said: another worker may have it. `here`: it waits or runs, and so its end is the answer.
 */
export function createAnswerWish(deps: { past: Pick<Past, 'found'>; post: Post; letters: Letters }) {
  return async (job: JobFacts, wish: Raw, here: () => boolean): Promise<void> => {
    if (here() || Date.now() - wish.timestamp > FRESH_MS) return
    const found = await deps.past.found(job.job_id, wish)
    if (found === 'open' || here()) return
    // A courtesy: where it cannot be told, the wish is done all the same.
    deps.post.mention([deps.letters.warning({ job, type: jobOver, message: sayTooLate(found) })])
  }
}
