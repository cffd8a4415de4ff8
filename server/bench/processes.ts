import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ViewSpec } from '#lib/protocol.ts'
import { root } from '#server/start/steps.ts'

export interface Running extends AsyncDisposable {
  url: string
  child: ChildProcess
}

const gone = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

const first = (child: ChildProcess) =>
  new Promise<any>((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)))
  })

function launch(script: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  return fork(join(root, script), args, {
    cwd: root,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** A console of its own on a free port, against `bootstrap`, with an empty data folder; gone when disposed of. */
export async function startConsole(bootstrap: string): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'milena-bench-'))
  const child = launch('server/main.ts', [], {
    PORT: '0',
    MILENA_DATA: data,
    KAFKA_BOOTSTRAP_SERVERS: bootstrap,
    MILENA_EMBEDDED: 'off',
    MILENA_DEMO: 'off',
    MILENA_LOG: 'error',
  })
  const { url } = await first(child)
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone(child)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export async function startRelay(bootstrap: string, topic: string): Promise<Running> {
  const child = launch('server/kafka/rivals/relay.ts', [bootstrap, topic])
  const { url } = await first(child)
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone(child)
    },
  }
}

/** Runs a script to its one message. */
export async function runOnce<T>(script: string, args: string[]): Promise<T> {
  const child = launch(script, args)
  const said: T = await first(child)
  await gone(child)
  return said
}

export interface Browsers extends AsyncDisposable {
  report: () => Promise<{ frames: number; withoutTruth: number; cut: number }>
}

/** `count` browsers in a process of their own, all watching `spec`. */
export async function launchBrowsers(url: string, count: number, spec: ViewSpec): Promise<Browsers> {
  const child = launch('server/bench/many-browsers.ts', [url, String(count), JSON.stringify(spec)])
  await first(child)
  return {
    report: () => {
      const answer = first(child)
      child.send('report')
      return answer
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone(child)
    },
  }
}
