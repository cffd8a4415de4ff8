import { inspect } from 'node:util'
import { ConfigError, readConfig } from './config.ts'
import { startConsole } from './console.ts'
import { createLog } from './log.ts'
import { StateLocked } from './store/state.ts'

/** The console as a process: `npm run console`, and what `npm start` keeps alive. Exit 2: wrong settings; 1: cannot start. */
try {
  const config = readConfig()
  const log = createLog('console', config.log)
  const console_ = await startConsole(config, log)
  process.send?.({ ready: true, url: console_.url })
  if (!process.send) process.stdout.write(`Milena is at ${console_.url}\n`)

  let leaving = false
  const leave = async (code: number) => {
    if (leaving) return
    leaving = true
    // What cannot be drained in 10 s stays in the outbox and the index; both survive.
    setTimeout(() => process.exit(1), 10_000).unref()
    await console_.close()
    process.exit(code)
  }
  process.on('SIGTERM', () => void leave(0))
  process.on('SIGINT', () => void leave(0))
  // Started by a parent that is gone: nobody would stop us.
  process.on('disconnect', () => void leave(0))
  const unknown = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected; the console ends and is started again')
    process.exit(1)
  }
  process.on('uncaughtException', unknown)
  process.on('unhandledRejection', unknown)
} catch (error) {
  const told = error instanceof ConfigError || error instanceof StateLocked
  process.stderr.write(`${told ? error.message : inspect(error)}\n`)
  // Thrown on, it would not end the process: Next listens for what nobody caught, and half a console would stay.
  process.exit(error instanceof ConfigError ? 2 : 1)
}
