import { z } from 'zod'
import { isOver } from './job.ts'
import { isCancelWish, readJob } from './read.ts'

/** The platform has no cancel command on Kafka; the console writes the record it has for a cancelled job, and the worker that holds the job ends it and says so. */
export const CancelInput = z.object({
  job_id: z.string().trim().min(1).max(200).meta({ title: 'Job', description: 'The id of a job that is not over' }),
  reason: z.string().trim().max(300).optional().meta({ title: 'Why', widget: 'textarea' }),
})
export type CancelInput = z.output<typeof CancelInput>

export function composeCancel({ job_id, reason }: CancelInput, { now }: { now: Date }) {
  const timestamp = now.toISOString().replace('Z', '+00:00')
  return {
    metadata: {
      message_id: `job-${job_id}-${now.getTime()}`,
      message_type: 'job.cancelled',
      timestamp,
      source_service: 'milena',
      correlation_id: job_id,
      user_id: null,
      session_id: null,
      trace_id: null,
      version: '1.0',
    },
    payload: {
      job_id,
      status: 'cancelled',
      error_type: 'cancellation',
      error_message: `Job cancelled: ${reason ?? 'asked by the console'}`,
    },
  }
}

/** What became of the job that was to be cancelled: the first end the service tells of. */
export const endOfJob = (message: any): string | null => {
  const job = readJob(message)
  return isOver(job.status) && !isCancelWish(message) ? job.job_id || null : null
}
export const sayEnd = (message: any): string => {
  const { status } = readJob(message)
  return status === 'cancelled' ? 'cancelled' : sayTooLate(status)
}
export const sayTooLate = (status: string): string =>
  status === 'cancelled' ? 'it was cancelled before' : `${status} before it could be cancelled`

/** Type of the warning by which the worker answers a wish that came too late. */
export const jobOver = 'job_over'

/** The job that could not be cancelled, and why. */
export function readNotCancelled(message: any): { job_id: string; why: string } | undefined {
  const p = message?.payload
  const job_id = p?.context?.job_id
  if (p?.error_type !== jobOver || typeof job_id !== 'string') return undefined
  return { job_id, why: typeof p.error_message === 'string' ? p.error_message : 'it could not be cancelled' }
}
