import type { Failure, Result } from '../schema/answers.ts'
import { Refused } from './problem.ts'

/** The status for what a registry could not do: ours are 404, 409 and 422; what is the registry's own fault is 502 or 503. */
const statuses: Record<Failure['kind'], number> = {
  down: 503,
  missing: 404,
  refused: 403,
  invalid: 422,
  conflict: 409,
  foreign: 502,
  failed: 502,
}

/** The value, or the problem document with cause and remedy. `done` hears of either for the audit. */
export function fromRegistry<T>(
  result: Result<T>,
  done?: (outcome: 'done' | 'refused' | 'failed', why?: string) => void,
): T {
  if (result.ok) {
    done?.('done')
    return result.value
  }
  const { kind, cause, remedy } = result.failure
  done?.(kind === 'down' || kind === 'failed' || kind === 'foreign' ? 'failed' : 'refused', cause)
  const detail = `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. To do: ${remedy}.`
  throw new Refused({ status: statuses[kind], detail, ...(kind === 'down' && { retryAfter: 5 }) })
}
