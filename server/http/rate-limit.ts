/** A token bucket per caller: `perSecond` on average, `burst` at once. */
export interface RateLimit {
  /** 0 = go ahead; otherwise the seconds until the next try can succeed. */
  take: (caller: string) => number
}

/** The number of callers remembered is bounded: past it the one seen longest ago is forgotten (its bucket was full again by then, or nearly). */
const maxCallers = 10_000

export function createRateLimit(options: { perSecond: number; burst: number; now?: () => number }): RateLimit {
  const { perSecond, burst, now = () => performance.now() } = options
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(caller) {
      const at = now()
      const known = buckets.get(caller)
      const left = known ? Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond) : burst
      buckets.delete(caller)
      buckets.set(caller, { left: left >= 1 ? left - 1 : left, at })
      const oldest = buckets.size > maxCallers ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      return left >= 1 ? 0 : (1 - left) / perSecond
    },
  }
}
