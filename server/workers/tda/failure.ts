/** The platform's words for why a job failed. */
export type FailureType =
  | 'validation_error'
  | 'computation_error'
  | 'timeout_error'
  | 'memory_error'
  | 'dependency_error'
  | 'resource_error'
  | 'unknown_error'
  | 'cancellation'

/** Trouble that is not the job's own fault: the same job may well be computed in a second. */
const retriable: readonly FailureType[] = ['dependency_error', 'resource_error', 'unknown_error']

/** Why a computation came to nothing. */
export class Failure extends Error {
  override name = 'Failure'
  readonly type: FailureType
  constructor(type: FailureType, message: string) {
    super(message)
    this.type = type
  }
  get retriable(): boolean {
    return retriable.includes(this.type)
  }
}

export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('unknown_error', error instanceof Error ? error.message : String(error))
