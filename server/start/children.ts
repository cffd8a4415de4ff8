import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { nodeEnv, nodeFlags } from './node-flags.ts'
import { root } from './steps.ts'

export interface ChildSpec {
  name: string
  script: string
  args?: string[]
  /** For Node itself. */
  flags?: string[]
  env: Record<string, string | undefined>
}

/** A Node process of ours that is started again, with growing pauses, when it ends without being asked to. */
export interface Child {
  name: string
  /** Resolves with its first `{ ready: true, … }` message. */
  ready: Promise<Record<string, unknown>>
  pid: () => number | undefined
  stop: (withinMs?: number) => Promise<void>
}

export function startChild(spec: ChildSpec, say: (line: string) => void): Child {
  let child: ChildProcess | undefined
  let stopping = false
  let failures = 0
  let gone: Promise<void> = Promise.resolve()
  const { promise: ready, resolve } = Promise.withResolvers<Record<string, unknown>>()

  const launch = () => {
    const began = Date.now()
    // Detached: Ctrl-C in the terminal must reach only the orchestrator, which then stops everything in order.
    child = spawn(process.execPath, [...(spec.flags ?? nodeFlags), spec.script, ...(spec.args ?? [])], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A terminal shows people what matters; the whole log is one variable away.
      env: { MILENA_LOG: 'warn', ...nodeEnv, ...process.env, ...spec.env },
    })
    child.on('message', (message) => {
      if (message && typeof message === 'object' && 'ready' in message) resolve(message as Record<string, unknown>)
    })
    const ended = Promise.withResolvers<void>()
    gone = ended.promise
    child.on('exit', (code, signal) => {
      ended.resolve()
      if (stopping) return
      failures = Date.now() - began > 60_000 ? 1 : failures + 1
      const wait = Math.min(30_000, 500 * 2 ** (failures - 1))
      say(`${spec.name} ended (${signal ?? `exit ${code}`}); starting it again in ${wait / 1000} s`)
      void pause(wait).then(() => {
        if (!stopping) launch()
      })
    })
  }
  launch()

  return {
    name: spec.name,
    ready,
    pid: () => child?.pid,
    async stop(withinMs = 12_000) {
      stopping = true
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const cut = AbortSignal.timeout(withinMs)
      cut.addEventListener('abort', () => child?.kill('SIGKILL'))
      await gone
    },
  }
}
