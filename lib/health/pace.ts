/** How fast a growing number grows, from readings at odd times. */
export interface Pace {
  /** `at` in epoch ms. A number that shrank (a topic made anew, offsets set back) starts over. */
  note: (value: number, at: number) => void
  /** Per second over the window; 0 before the second reading. */
  perSecond: () => number
  /** When the number last changed, epoch ms; 0 = never seen to. */
  changedAt: () => number
}

export function createPace(windowMs = 15_000): Pace {
  let readings: { value: number; at: number }[] = []
  let changedAt = 0
  return {
    note(value, at) {
      const last = readings.at(-1)
      if (last && at <= last.at) return
      if (last && value < last.value) readings = []
      else if (last && value > last.value) changedAt = at
      readings.push({ value, at })
      // One reading older than the window stays: it is where the window begins.
      while (readings.length > 2 && (readings[1]?.at ?? at) <= at - windowMs) readings.shift()
    },
    perSecond() {
      const first = readings[0]
      const last = readings.at(-1)
      return first && last && last.at > first.at ? ((last.value - first.value) / (last.at - first.at)) * 1000 : 0
    },
    changedAt: () => changedAt,
  }
}

/** Seconds until `lag` is gone when `out` records a second leave and `into` arrive; null = not at this rate. */
export function clearsIn(lag: number, out: number, into: number): number | null {
  if (lag <= 0) return 0
  const net = out - into
  return net > 0.01 ? Math.ceil(lag / net) : null
}
