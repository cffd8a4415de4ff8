import { ConfigError } from '#server/config.ts'
import type { Log } from '#server/log.ts'

/** A worker that runs: what it tells its parent, and how it is ended. */
export interface Running {
  /** One line for stdout. */
  line: string
  about?: Record<string, unknown>
  stop: () => Promise<void>
}

/** Starts a worker as this process's only job: says when it is ready, ends it on SIGTERM, SIGINT or when the parent is gone. The signal tells a start that still waits. */
export async function runWorker(start: (stopping: AbortSignal) => Promise<Running>, log: Log): Promise<void> {
  const stopping = new AbortController()
  const { promise: told, resolve } = Promise.withResolvers<string>()
  const tell = (why: string) => () => {
    resolve(why)
    stopping.abort()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, tell(signal))
  process.once('disconnect', tell('parent is gone'))
  process.on('unhandledRejection', (error) => log.error({ error: String(error) }, 'unhandled rejection'))

  const running = await start(stopping.signal)
  if (!stopping.signal.aborted) {
    console.log(running.line)
    if (process.connected) process.send?.({ ready: true, ...running.about })
  }
  const why = await told
  log.info({ why }, 'stopping')
  const late = setTimeout(() => process.exit(1), 10_000)
  await running.stop()
  clearTimeout(late)
  // Whatever kafkajs still holds open is not worth waiting for.
  process.exit(0)
}

/** Runs a program to its end. Wrong variables are told in one line each, without a stack, and end it with 2. */
export async function asProgram(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
