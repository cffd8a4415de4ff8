/** A question asked again and again. Keeps the last answer with its age; a failed round changes nothing but `error`. */
export interface Poll<T> {
  last: () => T | undefined
  /** When the last answer came, epoch ms; 0 = never. */
  at: () => number
  error: () => unknown
  /** How many rounds have failed since the last answer. */
  failures: () => number
  stop: () => Promise<void>
}

export interface PollOptions<T> {
  everyMs: number
  ask: () => Promise<T>
  /** After every round, good or bad. */
  done: (answer: T | undefined) => void
}

/** Never throws; a round begins only when the one before has ended, so a slow Kafka is not asked twice. */
export function createPoll<T>({ everyMs, ask, done }: PollOptions<T>): Poll<T> {
  let last: T | undefined
  let at = 0
  let error: unknown
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const round = async (): Promise<void> => {
    let answer: T | undefined
    try {
      answer = await ask()
      last = answer
      at = Date.now()
      error = undefined
      failures = 0
    } catch (caught) {
      error = caught
      failures++
    }
    if (stopped) return
    done(answer)
    timer = setTimeout(() => {
      running = round()
    }, everyMs)
    timer.unref()
  }
  let running = Promise.resolve().then(round)

  return {
    last: () => last,
    at: () => at,
    error: () => error,
    failures: () => failures,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await Promise.race([running, new Promise<void>((resolve) => setTimeout(resolve, 500).unref())])
    },
  }
}
