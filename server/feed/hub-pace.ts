import { monitorEventLoopDelay } from 'node:perf_hooks'

/** When a view's next frame may go. Times are `performance.now()` ms. */
export interface PaceClock {
  /** ms to wait from now; 0 = at once. */
  wait: (now: number, view: { seats: number; everyMs?: number }) => number
  flushed: (now: number, frame: { records: number; costMs: number }) => void
  /** What writing the last frame to all its browsers took. */
  delivered: (costMs: number) => void
}

export interface Pace {
  clock: () => PaceClock
  /** p99 of the event loop's delay over the last second, ms. */
  delayMs: () => number
  factor: () => number
  close: () => void
}

const frameMs = 1000 / 60
/** Past this a frame is late whatever it saves; who cannot follow is conflated by its credits instead. */
const ceilingMs = 150
/** Making a view's frames takes at most this share of the event loop, which then has the more for records: nobody reads a flooded board faster. */
const making = 0.05
/** Writing them takes this share; reading the acknowledgements costs about as much again. */
const writing = 0.15
const calmPerSecond = 120
const deliveriesPerSecond = 20_000
const burst = 60
const tooSlowMs = 30

/** One for all views: intervals grow while the event loop is late, and shrink again when it is not. */
export function createPace(): Pace {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let factor = 1
  let delayMs = 0
  const timer = setInterval(() => {
    // The histogram counts its own resolution in.
    delayMs = Math.max(0, delay.percentile(99) / 1e6 - 10)
    delay.reset()
    factor = delayMs > tooSlowMs ? Math.min(8, factor * 1.5) : Math.max(1, factor * 0.8)
  }, 1000)
  timer.unref()

  function clock(): PaceClock {
    let last = Number.NEGATIVE_INFINITY
    let tokens = burst
    let refill = calmPerSecond
    let madeMs = 0
    let writtenMs = 0
    const tokensAt = (now: number) => Math.min(burst, tokens + (Math.min(now - last, 60_000) / 1000) * refill)
    return {
      wait(now, { seats, everyMs }) {
        if (everyMs) return Math.max(0, Math.ceil(last + everyMs - now))
        refill = Math.min(calmPerSecond, deliveriesPerSecond / Math.max(1, seats) / factor)
        const interval = Math.min(ceilingMs, Math.max(frameMs, madeMs / making + writtenMs / writing) * factor)
        if (tokensAt(now) > 0 || now - last >= interval) return 0
        return Math.max(1, Math.ceil(last + interval - now))
      },
      flushed(now, frame) {
        // The debt of a burst is kept small, so that calm is found again within a quarter of a second.
        tokens = Math.max(-burst / 2, tokensAt(now) - Math.max(1, frame.records))
        last = now
        madeMs = madeMs * 0.8 + frame.costMs * 0.2
      },
      delivered(costMs) {
        writtenMs = writtenMs * 0.8 + costMs * 0.2
      },
    }
  }
  return {
    clock,
    delayMs: () => delayMs,
    factor: () => factor,
    close() {
      clearInterval(timer)
      delay.disable()
    },
  }
}
