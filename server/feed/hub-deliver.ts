import { hubLimits } from './hub-limits.ts'

interface Job {
  items: unknown[]
  each: (item: any) => void
  done?: (tookMs: number) => void
  at: number
  tookMs: number
}

/** Between two looks at the clock. */
const few = 16

/**
 * Writes to many sockets without holding up the event loop: a few milliseconds' worth at once, then others have their turn. Jobs run one after the
 * other, so frames of a view keep their order; the first slice of the first job goes out in the same call. `done` hears what the writing took.
 */
export function createDelivery() {
  const jobs: Job[] = []
  let running = false
  function slice(): void {
    const end = performance.now() + hubLimits.sliceMs
    for (let now = performance.now(); jobs[0] && now < end; ) {
      const job = jobs[0]
      const to = Math.min(job.items.length, job.at + few)
      while (job.at < to) job.each(job.items[job.at++])
      const then = performance.now()
      job.tookMs += then - now
      now = then
      if (job.at < job.items.length) continue
      jobs.shift()
      job.done?.(job.tookMs)
    }
    running = jobs.length > 0
    if (running) setImmediate(slice)
  }
  return <T>(items: T[], each: (item: T) => void, done?: (tookMs: number) => void): void => {
    if (items.length === 0) return
    jobs.push({ items, each, done, at: 0, tookMs: 0 })
    if (!running) slice()
  }
}
