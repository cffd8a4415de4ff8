/** A bucket of tokens: `take` is false once a caller asks more than `perSecond` after a burst. */
export function createAllowance(perSecond: number, burst: number): { take: () => boolean } {
  let tokens = burst
  let last = performance.now()
  return {
    take() {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - last) / 1000) * perSecond)
      last = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}

export const hubLimits = {
  sockets: 1000,
  viewsPerSocket: 50,
  views: 2000,
  /** Asking and leaving; acknowledgements come with every frame and have their own, wider one. */
  asksPerSecond: 20,
  asksBurst: 60,
  acksPerSecond: 2000,
  acksBurst: 4000,
  frameBytes: 64 * 1024,
  /** A view nobody watches is kept this long for who comes back. */
  graceMs: 30_000,
  headsMs: 5000,
  /** Writing to many sockets holds the event loop this long at most. */
  sliceMs: 4,
} as const
