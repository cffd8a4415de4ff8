import type { Form } from '../contract.ts'
import { form, reply } from '../define.ts'
import { CancelInput, composeCancel, endOfJob, readNotCancelled, sayEnd } from './cancel.ts'
import { composeJob, JobInput, jobPresets, pointsOf, warnOfSize } from './input.ts'
import { sayFailure, sayStage } from './job.ts'
import { isCancelWish, readJob, readResult, sayResult } from './read.ts'

const headers = (_: unknown, { now }: { now: Date }) => ({
  source: 'milena',
  timestamp: String(now.getTime()),
  'content-type': 'application/json',
})

/** The forms of the platform, over its topics of jobs, of results and of events. */
export const tdaForms = ({ jobs, results, events }: { jobs: string; results: string; events: string }): Form[] => [
  form({
    id: 'job',
    title: 'Submit a job',
    verb: 'Submit job',
    blurb: 'A point cloud for the platform to compute: a sample of known shape, or your own points.',
    input: JobInput,
    presets: jobPresets,
    door: {
      kind: 'topic',
      topic: jobs,
      compose: composeJob,
      headers,
    },
    reply: reply<unknown, any>({
      topic: results,
      certainty: 'exact',
      of: ({ message }) => message.job_id,
      in: (m) => readResult(m).job_id || null,
      also: {
        topic: jobs,
        // A wish to cancel, from whichever console, is not the end: that is for the worker to tell.
        in: (m) => (isCancelWish(m) ? null : readJob(m).job_id || null),
        stage: sayStage,
        failed: (m) => (['failed', 'cancelled'].includes(readJob(m).status) ? sayFailure(m) : undefined),
      },
      cancelled: (m) => readJob(m).status === 'cancelled',
      failed: (m) => readResult(m).error ?? undefined,
      say: sayResult,
    }),
    timeoutMs: 300_000,
    picture: pointsOf,
    warn: warnOfSize,
  }),
  form({
    id: 'cancel-job',
    title: 'Cancel a job',
    verb: 'Cancel the job',
    blurb: 'Asks the worker that holds the job to end it. What is computed so far is thrown away.',
    input: CancelInput,
    door: {
      kind: 'topic',
      topic: jobs,
      compose: composeCancel,
      headers,
    },
    reply: reply<CancelInput, any>({
      topic: jobs,
      certainty: 'exact',
      of: ({ input }) => input.job_id,
      in: endOfJob,
      also: {
        topic: events,
        in: (m) => readNotCancelled(m)?.job_id ?? null,
        stage: () => undefined,
        failed: (m) => readNotCancelled(m)?.why,
      },
      failed: (m) => (readJob(m).status === 'cancelled' ? undefined : sayEnd(m)),
      say: sayEnd,
    }),
    timeoutMs: 30_000,
    inPlace: true,
  }),
]
