import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Failure, type FailureType } from './failure.ts'

/** What homology.py answers: see there. A death of null is a feature that never dies. */
export interface Answer {
  id: number
  pairs: [dimension: number, birth: number, death: number | null][]
  total: number
  betti_numbers: Record<string, number[]>
  betti_curves: { from: number; to: number; steps: number; curves: Record<string, number[]> }
  homology_groups: { dimension: number; num_features: number; persistent_features: number; avg_persistence: number }[]
  seconds: number
  memory_mb: number
  resident_mb: number
  /** Bytes of the file with all pairs; absent when they are all in `pairs`. */
  stored?: number
}

export interface Child {
  pid: number | undefined
  /** One request at a time. Rejects with `Failure`, also when the process ends. */
  ask: (line: (id: number) => string) => Promise<Answer>
  kill: (why: Failure) => void
  alive: () => boolean
}

const START_MS = 60_000

/** A Python process that computes; resolves once GUDHI is loaded, rejects with `Failure` (dependency_error) when it cannot be. */
export async function startChild(python: string, script: string): Promise<Child> {
  const child = spawn(python, ['-u', script], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text).slice(-2000)
  })
  child.stdin.on('error', () => {})
  let why: Failure | undefined
  let alive = true
  let pending: PromiseWithResolvers<Answer> | undefined
  let asked = 0
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  const end = (failure: Failure) => {
    if (!alive) return
    alive = false
    pending?.reject(failure)
    pending = undefined
    reject(failure)
  }
  child.once('error', (error) => end(new Failure('dependency_error', `Python cannot be started: ${error.message}`)))
  // After `close` all that it said has been read.
  child.once('close', (code, signal) => end(why ?? death(code, signal, complaint)))

  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as (Answer & { error?: { type: FailureType; message: string } }) | { ready: true }
    if ('ready' in said) return resolve()
    if (said.id !== asked || !pending) return
    const waiting = pending
    pending = undefined
    if (said.error) waiting.reject(new Failure(said.error.type, said.error.message))
    else waiting.resolve(said)
  })

  const kill = (failure: Failure) => {
    why ??= failure
    child.kill('SIGKILL')
    end(failure)
  }
  const late = setTimeout(() => kill(new Failure('dependency_error', 'Python did not start in time')), START_MS)
  try {
    await ready
  } finally {
    clearTimeout(late)
  }
  return {
    pid: child.pid,
    kill,
    alive: () => alive,
    ask(line) {
      if (!alive) return Promise.reject(why ?? new Failure('dependency_error', 'Python has ended'))
      pending = Promise.withResolvers<Answer>()
      write(child, line(++asked))
      return pending.promise
    },
  }
}

const write = (child: ChildProcess, line: string) => child.stdin?.write(`${line}\n`)

/** An end nobody asked for. GUDHI aborts where it cannot throw; the system kills with 9 when memory runs out, as anybody may. */
function death(code: number | null, signal: NodeJS.Signals | null, complaint: string): Failure {
  if (/bad_alloc|MemoryError|Cannot allocate memory/.test(complaint))
    return new Failure('memory_error', 'the computation needs more memory than it may have')
  const last = complaint.trim().split('\n').at(-1)
  return new Failure(
    'dependency_error',
    `Python ended during the computation (${signal ?? `exit ${code}`})${last ? `: ${last}` : ''}`,
  )
}
