import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'

export interface Breaker {
  name: string
  /** Runs a call within its time, or does not run it at all while the service is given up. Rejects with the call's error or a sentence of ours. */
  run: <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>
  /** 0 closed, 1 open, 2 half open: as the bot's dashboards count it. */
  state: () => 0 | 1 | 2
}

export interface BreakerOptions {
  timeoutMs: number
  /** Failures in a row after which it is not asked any more. */
  failures?: number
  /** How long, until one call may try again. */
  openMs?: number
  /** Errors that say nothing about the service's health. */
  passes?: (error: Error) => boolean
}

/** Stands before a service that may fail: times out, gives up after failures in a row, and tries again after a while. */
export function createBreaker(name: string, options: BreakerOptions): Breaker {
  const { timeoutMs, failures = 5, openMs = 60_000, passes = () => false } = options
  const circuit = circuitBreaker(
    handleWhen((error) => !passes(error as Error)),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failures) },
  )
  const policy = wrap(circuit, timeout(timeoutMs, TimeoutStrategy.Aggressive))
  return {
    name,
    async run(call) {
      try {
        return await policy.execute(({ signal }) => call(signal))
      } catch (error) {
        if (error instanceof BrokenCircuitError)
          throw new Error(
            `${name} failed ${failures} times in a row and is not asked for ${Math.round(openMs / 1000)} s`,
          )
        if (error instanceof TaskCancelledError) throw new Error(`${name} did not answer within ${timeoutMs / 1000} s`)
        const { message, cause } = error as Error
        // fetch says only "fetch failed"; why is in its cause.
        const why = cause instanceof Error && cause.message ? `: ${cause.message}` : ''
        throw Object.assign(new Error(message === 'fetch failed' ? `${name} cannot be reached${why}` : message), {
          name: (error as Error).name,
        })
      }
    },
    state: () => (circuit.state === CircuitState.Open ? 1 : circuit.state === CircuitState.HalfOpen ? 2 : 0),
  }
}
