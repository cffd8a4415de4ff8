/** What `useSyncExternalStore` listens to. */
export interface Source<T> {
  subscribe: (listener: () => void) => () => void
  get: () => T
}

export interface CalmSource<T> extends Source<T> {
  /** While held nothing is told; what came meanwhile is told when it is let go. */
  hold: (still: boolean) => void
}

/** Ports for tests; ms. */
export interface Clock {
  now: () => number
  later: (ms: number, run: () => void) => () => void
  /** Nobody looks. */
  hidden: () => boolean
  /** When a key was last pressed, by `now`. */
  keyAt: () => number
}

const hiddenMs = 500
/** Who types sees the keys first: so long after each nothing is told, but not for longer than `mostMs` beyond its time. What was quiet for longer comes at once. */
const restMs = 200
const mostMs = 5000

/**
 * One listener's own pace: told of a source at most once per `ms`, after the keys that are being typed, and not at all in a hidden tab. The first value
 * and the last before a pause always come through. Between two tellings `get` stays what was told, so that React renders no more often either.
 */
export function calm<T extends NonNullable<unknown>>(
  source: Source<T>,
  ms: number,
  clock: Clock = browser,
): CalmSource<T> {
  let shown: T | undefined
  const get = () => {
    shown ??= source.get()
    return shown
  }
  let last = Number.NEGATIVE_INFINITY
  let held = false
  let cancel: (() => void) | undefined
  let look = () => {}
  return {
    get,
    hold(still) {
      held = still
      look()
    },
    subscribe(listener) {
      const tell = () => {
        cancel = undefined
        if (held) return
        const now = clock.now()
        const wait = clock.hidden() ? hiddenMs : last + ms + mostMs > now ? clock.keyAt() + restMs - now : 0
        if (wait > 0) {
          cancel = clock.later(wait, tell)
          return
        }
        last = now
        const next = source.get()
        if (next === shown) return
        shown = next
        listener()
      }
      look = () => {
        if (held || cancel || source.get() === get()) return
        const wait = last + ms - clock.now()
        if (wait > 0) cancel = clock.later(wait, tell)
        else tell()
      }
      const leave = source.subscribe(() => look())
      // What came between rendering and here.
      look()
      return () => {
        leave()
        cancel?.()
        cancel = undefined
        look = () => {}
      }
    },
  }
}

let keyAt = Number.NEGATIVE_INFINITY
const typed = () => {
  keyAt = performance.now()
}
if (typeof window !== 'undefined') for (const kind of ['keydown', 'input']) window.addEventListener(kind, typed, true)

const browser: Clock = {
  now: () => performance.now(),
  later(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  hidden: () => document.hidden,
  keyAt: () => keyAt,
}
