import type { ChildProcess } from 'node:child_process'
import type { ViewSpec } from '#lib/protocol.ts'
import { workerFlags } from '#server/start/node-flags.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'

export interface Running extends AsyncDisposable {
  url: string
  child: ChildProcess
}

const ending = (child: ChildProcess) => async () => {
  child.kill('SIGTERM')
  await gone(child)
}

export async function startRelay(bootstrap: string, topic: string): Promise<Running> {
  const child = launch('server/kafka/rivals/relay.ts', [bootstrap, topic])
  const { url } = await heard<{ url: string }>(child)
  return { url, child, [Symbol.asyncDispose]: ending(child) }
}

/** A worker as `npm run worker` starts it. */
export const launchWorker = (args: string[], env: Record<string, string>): ChildProcess =>
  launch('server/workers/main.ts', args, env, workerFlags)

/** Runs a script to its one message. */
export async function runOnce<T>(script: string, args: string[], flags?: string[]): Promise<T> {
  const child = launch(script, args, {}, flags)
  const said = await heard<T>(child)
  await gone(child)
  return said
}

export interface Browsers extends AsyncDisposable {
  report: () => Promise<{ frames: number; withoutTruth: number; cut: number }>
}

/** `count` browsers in a process of their own, all watching `spec`. */
export async function launchBrowsers(url: string, count: number, spec: ViewSpec): Promise<Browsers> {
  const child = launch('server/bench/many-browsers.ts', [url, String(count), JSON.stringify(spec)])
  await heard(child)
  return {
    report: () => {
      const answer = heard<{ frames: number; withoutTruth: number; cut: number }>(child)
      child.send('report')
      return answer
    },
    [Symbol.asyncDispose]: ending(child),
  }
}
