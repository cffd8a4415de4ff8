import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, isFree } from '#server/start/steps.ts'
import { format, type JavaOptions, launch, markOf } from './embedded/java.ts'
import { stopOrphan } from './embedded/orphan.ts'
import { serverProperties } from './embedded/properties.ts'

export type BrokerState = 'starting' | 'up' | 'down' | 'stopped'

export interface BrokerOptions {
  /** Where `fetchKafka` put the jars. */
  lib: string
  /** Data, log and pid file of this broker; kept over restarts. */
  dir: string
  port: number
  controllerPort?: number
  /** Default 384. */
  heapMb?: number
  /** Broker settings on top of ours. */
  settings?: (controllerPort: number) => Record<string, string>
  log?: { info: (about: object, text: string) => void; warn: (about: object, text: string) => void }
  onState?: (state: BrokerState, why?: string) => void
}

export interface Broker extends AsyncDisposable {
  port: number
  dir: string
  /** Undefined while it is not running. */
  pid: () => number | undefined
  /** SIGTERM, and SIGKILL after 10 s. */
  stop: () => Promise<void>
}

export class PortTaken extends Error {
  override name = 'PortTaken'
  constructor(port: number) {
    super(
      `Port ${port} is taken, and the embedded Kafka needs it: choose another with KAFKA_PORT=${port + 1} npm start, or, if a Kafka listens there, use it with KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:${port} npm start.`,
    )
  }
}

/** Starts Apache Kafka as one KRaft node on 127.0.0.1 and keeps it running until `stop`. Resolves when it takes clients; rejects with `PortTaken`, or with the broker's own words when the first start fails. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { port, log, onState = () => {} } = options
  const dir = resolve(options.dir)
  const java: JavaOptions = { lib: resolve(options.lib), dir, heapMb: options.heapMb ?? 384 }
  const pidFile = join(dir, 'broker.pid')
  let child: ChildProcess | undefined
  let ended: Promise<void> = Promise.resolve()
  const stopping = new AbortController()

  await mkdir(dir, { recursive: true })
  await stopOrphan(pidFile, markOf(dir))

  const up = async () => {
    if (!(await isFree(port))) throw new PortTaken(port)
    onState('starting')
    const controllerPort = options.controllerPort ?? (await freePort())
    await writeFile(
      join(dir, 'server.properties'),
      serverProperties(dir, { port, controllerPort, settings: options.settings?.(controllerPort) }),
    )
    if (!existsSync(join(dir, 'data/meta.properties'))) await format(java, randomBytes(16).toString('base64url'))
    if (stopping.signal.aborted) return
    await launch(java, (started) => {
      child = started
      ended = new Promise((resolve) => {
        started.once('exit', () => resolve())
        started.once('error', () => resolve())
      })
      if (started.pid) void writeFile(pidFile, String(started.pid))
    })
    onState('up')
    log?.info({ port, pid: child?.pid }, 'broker is up')
  }

  const supervise = async () => {
    let wait = 1000
    for (;;) {
      const began = Date.now()
      await ended
      if (stopping.signal.aborted) return
      if (Date.now() - began > 60_000) wait = 1000
      const why = `ended (${child?.signalCode ?? `exit ${child?.exitCode}`})`
      for (let reason = why; ; ) {
        onState('down', reason)
        log?.warn({ wait, reason }, 'broker is down; it is started again')
        await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
        if (stopping.signal.aborted) return
        wait = Math.min(30_000, wait * 2)
        try {
          await up()
          break
        } catch (error) {
          reason = error instanceof Error ? error.message : String(error)
        }
      }
    }
  }

  await up()
  const supervised = supervise()

  const stop = async () => {
    if (!stopping.signal.aborted) {
      stopping.abort()
      child?.kill('SIGTERM')
    }
    const cut = setTimeout(() => child?.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(cut)
    await supervised
    await rm(pidFile, { force: true })
    onState('stopped')
  }
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  return { port, dir, pid: () => (running() ? child?.pid : undefined), stop, [Symbol.asyncDispose]: stop }
}
