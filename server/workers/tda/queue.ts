/** Seconds of waiting that weigh as much as one step of priority: what is low comes up in the end. */
const MS_PER_RANK = 6000
const ranks = new Map([
  ['low', -5],
  ['high', 5],
  ['critical', 10],
])

/** −10 to 10, as the platform's HTTP API counts; its words stand on the same scale. Anything else is normal. */
export function rankOf(priority: string | number | null): number {
  if (typeof priority === 'number') return Number.isFinite(priority) ? Math.max(-10, Math.min(10, priority)) : 0
  return ranks.get((priority ?? '').toLowerCase()) ?? 0
}

export interface Waiting {
  job_id: string
  rank: number
  /** Of what is held in memory for it. */
  bytes: number
  partition: number
}

export interface Queue<J extends Waiting> {
  add: (job: J) => void
  next: () => J | undefined
  /** Takes out those that match. */
  remove: (matches: (job: J) => boolean) => J[]
  isFull: () => boolean
  size: () => number
}

/** Jobs looked at but not begun: the highest priority first, then the oldest. Bounded in number and bytes; whoever adds asks first whether it is full. */
export function createQueue<J extends Waiting>(bounds: { most: number; bytes: number }, now = Date.now): Queue<J> {
  const waiting: { job: J; due: number }[] = []
  let bytes = 0
  return {
    add(job) {
      const due = now() - job.rank * MS_PER_RANK
      let at = waiting.length
      while (at > 0 && waiting[at - 1]!.due > due) at--
      waiting.splice(at, 0, { job, due })
      bytes += job.bytes
    },
    next() {
      const first = waiting.shift()?.job
      if (first) bytes -= first.bytes
      return first
    },
    remove(matches) {
      const out: J[] = []
      for (let i = waiting.length - 1; i >= 0; i--) {
        if (!matches(waiting[i]!.job)) continue
        const [gone] = waiting.splice(i, 1)
        bytes -= gone!.job.bytes
        out.push(gone!.job)
      }
      return out
    },
    isFull: () => waiting.length >= bounds.most || bytes >= bounds.bytes,
    size: () => waiting.length,
  }
}
