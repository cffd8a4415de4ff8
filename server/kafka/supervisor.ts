import { setTimeout as pause } from 'node:timers/promises'
import type { KafkaState } from '#lib/protocol.ts'
import type { Source, SourceOptions } from '#server/ports.ts'
import { explain } from './errors.ts'
import { startWatchdog, type WatchdogDeps } from './watchdog.ts'
import type { Wire } from './wire.ts'

/** How far a partition has been delivered. `topic` is physical; `target` the high-water mark when the source first saw it. */
export interface Progress {
  topic: string
  partition: number
  next: number
  target: number
}

/** What a driver gets for one life of its client. All callbacks do nothing once `signal` is aborted. */
export interface Generation {
  signal: AbortSignal
  options: SourceOptions
  /** Logical names, growing by `add`. */
  topics: Set<string>
  /** By `topic/partition` (physical); outlives the generation. */
  progress: Map<string, Progress>
  /** Topic ids by physical name; outlive the generation. */
  ids: Map<string, string>
  /** The driver reads: what the cluster looks like. `trouble` is what it cannot read although the cluster is there. */
  up: (cluster: { brokers: number; clusterId: string | null; latencyMs?: number; trouble?: string }) => void
  /** Called by the driver with what should happen when a topic is added. */
  onAdd: (again: () => void) => void
}

export interface SupervisorDeps {
  /** Reads until the signal is aborted; rejects when the client must be made anew. */
  run: (generation: Generation) => Promise<void>
  wire: () => Wire
  physical: (topic: string) => string
  mode: KafkaState['mode']
  pace?: WatchdogDeps['pace']
  log: { warn: (about: object, text: string) => void; debug: (about: object, text: string) => void }
}

const FIRST_WAIT = 200
const LAST_WAIT = 5000

/** Keeps a reading client alive: connects with backoff, watches progress, makes the client anew, one at a time, and says how it stands. */
export function supervise(deps: SupervisorDeps, options: SourceOptions): Source {
  const topics = new Set(options.topics)
  const progress = new Map<string, Progress>()
  const ids = new Map<string, string>()
  const stopping = new AbortController()
  let current = new AbortController()
  let again = () => {}
  let ready = false
  let state: KafkaState = { state: 'connecting', since: Date.now(), brokers: 0, latencyMs: null, mode: deps.mode }

  const report = (next: Omit<KafkaState, 'since' | 'mode'>) => {
    const since = next.state === state.state ? state.since : Date.now()
    const before = JSON.stringify(state)
    state = { ...next, since, mode: deps.mode }
    if (JSON.stringify(state) !== before && !stopping.signal.aborted) options.onState(state)
  }

  const live = async (): Promise<boolean> => {
    current = new AbortController()
    const { signal } = current
    let wasUp = false
    const up: Generation['up'] = ({ brokers, clusterId, latencyMs, trouble }) => {
      if (signal.aborted) return
      wasUp = ready = true
      report({
        ...{ state: 'up', brokers, latencyMs: latencyMs ?? state.latencyMs, clusterId: clusterId ?? undefined },
        ...(trouble ? { cause: trouble, remedy: 'grant READ and DESCRIBE on the topic' } : {}),
      })
    }
    const onAdd = (call: () => void) => {
      again = call
    }
    const watchdog = startWatchdog({
      ...{ wire: deps.wire, topics: () => [...topics].map(deps.physical), progress, signal, pace: deps.pace },
      report: (probe) => {
        if (wasUp && state.state === 'up') up({ ...probe, trouble: state.cause })
      },
      stalled: (what) => current.abort(new Error(`no progress for 5 s on ${what}, although there is more to read`)),
    })
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    )
    try {
      await Promise.race([deps.run({ signal, options, topics, progress, ids, up, onAdd }), aborted])
    } catch (error) {
      if (stopping.signal.aborted) return wasUp
      const { cause, remedy } = explain(error)
      // Once per cause: an outage of an hour is one line, not hundreds.
      if (cause !== state.cause) deps.log.warn({ cause }, 'reading from Kafka was interrupted')
      deps.log.debug({ err: error }, 'reading from Kafka was interrupted')
      report({ state: 'down', cause, remedy, brokers: 0, latencyMs: null, clusterId: state.clusterId })
    } finally {
      // Whatever the old client still does is ignored; nobody waits for its end.
      if (!signal.aborted) current.abort(new Error('superseded'))
      watchdog.stop()
    }
    return wasUp
  }

  const lives = (async () => {
    // Not before the caller has its Source.
    await Promise.resolve()
    options.onState(state)
    for (let wait = FIRST_WAIT; !stopping.signal.aborted; ) {
      const wasUp = await live()
      if (stopping.signal.aborted) return
      wait = wasUp ? FIRST_WAIT : Math.min(LAST_WAIT, wait * 1.7)
      report({ ...state, state: 'down', nextTryAt: Date.now() + Math.round(wait) })
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()

  return {
    async stop() {
      stopping.abort()
      current.abort(new Error('stopped'))
      await lives
    },
    caughtUp: () => ready && [...progress.values()].every(({ next, target }) => next >= target),
    add(topic) {
      if (topics.has(topic)) return
      topics.add(topic)
      again()
    },
  }
}
