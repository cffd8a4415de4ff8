import { isObject } from '../wire.ts'
import { type JobStatus, readJob } from './read.ts'

const fields: Record<JobStatus, string> = {
  submitted: 'submitted_at',
  running: 'started_at',
  completed: 'completed_at',
  failed: 'failed_at',
  cancelled: 'failed_at',
}
/** A message may be sent long after what it tells of, as while Kafka is away; clocks differ by less than this the other way. */
const [mostBeforeMs, mostAfterMs] = [3_600_000, 60_000]

/**
 * When a job came into the state its message tells of, epoch ms: by its own account, which knows better than the record that carries it. Further
 * apart than a delay explains they were copied or replayed: then the record's time, among the others of its topic.
 */
export function momentOf(message: any, recorded: number): number {
  const p = [message?.payload, message?.data].find(isObject) ?? message
  const said = p?.[fields[readJob(message).status]]
  const told = typeof said === 'string' ? Date.parse(said) : Number.NaN
  return told >= recorded - mostBeforeMs && told <= recorded + mostAfterMs ? told : recorded
}
