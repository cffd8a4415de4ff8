import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consoleFlags, nodeEnv, nodeFlags } from '#server/start/node-flags.ts'
import { root } from '#server/start/steps.ts'

export const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** The next message of a child; rejects when it ends first. */
export const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said anything`)))
  })

export function launch(
  script: string,
  args: string[],
  env: Record<string, string> = {},
  flags = nodeFlags,
): ChildProcess {
  return fork(join(root, script), args, {
    cwd: root,
    execArgv: flags,
    env: { ...nodeEnv, ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

export interface ConsoleProcess extends AsyncDisposable {
  url: string
  child: ChildProcess
  data: string
  /** `kill -9`, and another process over the same data folder. */
  killAndRestart: () => Promise<ConsoleProcess>
}

/** A console in a process of its own on a free port, reading `bootstrap`; its data folder goes with it. */
export async function startConsole(
  bootstrap: string,
  data = mkdtempSync(join(tmpdir(), 'milena-console-')),
  env: Record<string, string> = {},
): Promise<ConsoleProcess> {
  const settings = {
    PORT: '0',
    MILENA_DATA: data,
    KAFKA_BOOTSTRAP_SERVERS: bootstrap,
    MILENA_EMBEDDED: 'off',
    MILENA_DEMO: 'off',
    MILENA_LOG: 'error',
    ...env,
  }
  const child = launch('server/main.ts', [], settings, consoleFlags)
  const { url } = await heard<{ url: string }>(child)
  return {
    url,
    child,
    data,
    async killAndRestart() {
      child.kill('SIGKILL')
      await gone(child)
      return startConsole(bootstrap, data, env)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone(child)
      rmSync(data, { recursive: true, force: true })
    },
  }
}
