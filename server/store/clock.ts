/** Time as a port, so that tests can move it. `now` is epoch ms; `after` and `every` return how to stop. Real timers never keep the process alive. */
export interface Clock {
  now: () => number
  after: (ms: number, run: () => void) => () => void
  every: (ms: number, run: () => void) => () => void
}

export const realClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in order, letting promises settle in between. */
  move: (ms: number) => Promise<void>
}

/** A clock that stands still until it is moved. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  const timers = new Set<{ at: number; every?: number; run: () => void }>()
  const add = (timer: { at: number; every?: number; run: () => void }) => {
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const settle = () => new Promise<void>((done) => setImmediate(done))
  return {
    now: () => now,
    after: (ms, run) => add({ at: now + ms, run }),
    every: (ms, run) => add({ at: now + ms, every: ms, run }),
    move: async (ms) => {
      const end = now + ms
      await settle()
      for (;;) {
        const due = [...timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        now = Math.max(now, due.at)
        if (due.every) due.at += due.every
        else timers.delete(due)
        due.run()
        await settle()
      }
      now = end
      await settle()
    },
  }
}
