import { type Answer, type Child, startChild } from './child.ts'
import type { Computation } from './computation.ts'
import { Failure } from './failure.ts'

export interface Run {
  job_id: string
  computation: Computation
  /** Where all pairs go when there are more than the message carries. */
  store: string
  /** Its reason is a `Failure`: the process that computes is ended with it. */
  signal: AbortSignal
  /** The process is there and begins to compute: until then the job has waited, on a first start for Python to be installed. */
  onReady: () => void
}

export interface Pool {
  run: (run: Run) => Promise<Answer>
  /** Of the processes there are now. */
  pids: () => number[]
  close: () => void
}

/** A process that holds more than this after a large job is ended rather than kept. */
const MOST_RESIDENT_MB = 110

/** Python processes, started when they are needed and ended after `idleMs` without work. How many at once is up to whoever runs. */
export function createPool(deps: {
  python: () => Promise<string>
  script: string
  idleMs: number
  mostPairs: number
}): Pool {
  const idle: { child: Child; timer: NodeJS.Timeout }[] = []
  const all = new Set<Child>()
  let closed = false
  const over = new Failure('dependency_error', 'no longer needed')

  const end = (child: Child) => {
    all.delete(child)
    child.kill(over)
  }
  const take = async (): Promise<Child> => {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.child.alive()) return kept.child
      all.delete(kept.child)
    }
    const child = await startChild(await deps.python(), deps.script)
    all.add(child)
    return child
  }
  const keep = (child: Child) => {
    if (closed) return end(child)
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((kept) => kept.child === child),
        1,
      )
      end(child)
    }, deps.idleMs)
    timer.unref()
    idle.push({ child, timer })
  }

  return {
    async run({ job_id, computation, store, signal, onReady }) {
      const child = await take()
      if (signal.aborted) {
        keep(child)
        throw signal.reason
      }
      onReady()
      const { timeoutMs, memoryMb, ...ask } = computation
      const stop = () => child.kill(signal.reason as Failure)
      signal.addEventListener('abort', stop)
      const late = setTimeout(
        () => child.kill(new Failure('timeout_error', `not done after ${timeoutMs / 1000} s`)),
        timeoutMs,
      )
      let resident = 0
      try {
        const answer = await child.ask((id) =>
          JSON.stringify({ ...ask, id, job_id, memory_mb: memoryMb, most_pairs: deps.mostPairs, store }),
        )
        resident = answer.resident_mb
        return answer
      } finally {
        clearTimeout(late)
        signal.removeEventListener('abort', stop)
        if (child.alive() && resident < MOST_RESIDENT_MB) keep(child)
        else end(child)
      }
    },
    pids: () => [...all].flatMap((child) => (child.alive() && child.pid ? [child.pid] : [])),
    close() {
      closed = true
      for (const { timer } of idle) clearTimeout(timer)
      for (const child of all) end(child)
    },
  }
}
