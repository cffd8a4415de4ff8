import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stopOrphan } from '#server/kafka/embedded/orphan.ts'
import { freePort } from '#server/start/steps.ts'
import { openFront } from './front.ts'

export interface RegistryOptions {
  /** Where `fetchRegistry` puts Apicurio. */
  lib: string
  /** Log and pid file. The schemas themselves live in memory: the console registers the contracts' again after a restart. */
  dir: string
  /** 0: a free one. */
  port: number
  /** Default 96; it needs half of it. */
  heapMb?: number
  /** Called before every start; rejects when the files cannot be had. */
  fetch?: () => Promise<void>
  say: (line: string) => void
}

export interface EmbeddedRegistry extends AsyncDisposable {
  /** Answers 503 until the registry is up. */
  url: string
  pid: () => number | undefined
  stop: () => Promise<void>
}

const markOf = (dir: string): string => `-Dmilena.registry=${dir}`

/** Apicurio as a process of its own behind a port that is open at once. Nobody waits for it: it comes up, and up again, in the background. */
export async function startRegistry(options: RegistryOptions): Promise<EmbeddedRegistry> {
  const { say, heapMb = 96, fetch } = options
  const dir = resolve(options.dir)
  const lib = resolve(options.lib)
  const pidFile = join(dir, 'registry.pid')
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let inner: number | undefined
  await mkdir(dir, { recursive: true })
  const front = await openFront(options.port, () => inner)

  const launch = async (): Promise<Promise<string>> => {
    const port = await freePort()
    const log = openSync(join(dir, 'registry.log'), 'w')
    child = spawn('java', [...flags, `-Xmx${heapMb}m`, markOf(dir), `-Dquarkus.http.port=${port}`, ...start], {
      cwd: join(lib, 'lib'),
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    const { promise: ended, resolve: end } = Promise.withResolvers<string>()
    child.once('exit', (code, signal) => end(signal ?? `exit ${code}`))
    child.once('error', (error) => end(error.message))
    if (child.pid) await writeFile(pidFile, String(child.pid))
    inner = port
    return ended
  }
  const live = async () => {
    for (let wait = 1000; !stopping.signal.aborted; wait = Math.min(60_000, wait * 2)) {
      const began = Date.now()
      let why: string
      try {
        await fetch?.()
        await stopOrphan(pidFile, markOf(dir))
        if (stopping.signal.aborted) return
        const ended = await launch()
        why = `ended (${await ended})`
      } catch (error) {
        why = error instanceof Error ? error.message : String(error)
      }
      inner = undefined
      if (stopping.signal.aborted) return
      if (Date.now() - began > 60_000) wait = 1000
      say(`Schema registry: ${why}; tried again in ${wait / 1000} s. Everything else works without it.`)
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const lived = live()

  const stop = async () => {
    stopping.abort()
    await front.close()
    child?.kill('SIGTERM')
    const cut = setTimeout(() => child?.kill('SIGKILL'), 5000)
    // A download under way is not waited for.
    if (child) await lived
    clearTimeout(cut)
    await rm(pidFile, { force: true })
  }
  return {
    url: `http://127.0.0.1:${front.port}`,
    pid: () => (inner === undefined ? undefined : child?.pid),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Small rather than fast: a handful of schemas, asked for every few seconds. 147 MB resident instead of 207. */
const flags = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Xss512k',
  '-XX:MaxMetaspaceSize=160m',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  '-Dquarkus.http.host=127.0.0.1',
  '-Dquarkus.vertx.event-loops-pool-size=2',
  '-Dquarkus.thread-pool.max-threads=8',
  '-Dquarkus.log.level=WARN',
  '-DLOG_LEVEL=WARN',
]
const start = ['-cp', '*:lib/*', 'io.quarkus.runner.GeneratedMain']
