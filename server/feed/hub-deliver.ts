import { hubLimits } from './hub-limits.ts'

type Job = { items: unknown[]; each: (item: any) => void; at: number }

/**
 * Writes to many sockets without holding up the event loop: 200 at once, then others have their turn. Jobs run one after the other, so frames of a
 * view keep their order; the first slice of the first job goes out in the same call.
 */
export function createDelivery() {
  const jobs: Job[] = []
  let running = false
  function slice(): void {
    let left: number = hubLimits.slice
    while (left > 0 && jobs[0]) {
      const job = jobs[0]
      const end = Math.min(job.items.length, job.at + left)
      left -= end - job.at
      while (job.at < end) job.each(job.items[job.at++])
      if (job.at === job.items.length) jobs.shift()
    }
    running = jobs.length > 0
    if (running) setImmediate(slice)
  }
  return <T>(items: T[], each: (item: T) => void): void => {
    if (items.length === 0) return
    jobs.push({ items, each, at: 0 })
    if (!running) slice()
  }
}
