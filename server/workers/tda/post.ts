import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '#server/log.ts'
import type { Sink } from '#server/ports.ts'
import type { Said } from './messages.ts'
import type { TdaMetrics } from './metrics.ts'

export interface Post {
  /** Until Kafka has acknowledged them, however long that takes. False: the worker stops first. */
  deliver: (said: Said[]) => Promise<boolean>
  /** Once, without waiting: readings and events that nobody is owed. */
  mention: (said: Said[]) => void
  isUp: () => boolean
  stop: () => void
}

/** The worker's outgoing mail, measured. */
export function createPost(deps: {
  sink: Pick<Sink, 'send'>
  metrics: TdaMetrics
  physical: (topic: string) => string
  log: Log
}): Post {
  const { sink, metrics, log } = deps
  const stopping = new AbortController()
  let up = true

  const once = async (said: Said[]): Promise<void> => {
    const began = performance.now()
    const tell = (error?: unknown) => {
      const seconds = (performance.now() - began) / 1000
      up = error === undefined
      for (const { type, record } of said)
        metrics.produced({
          topic: deps.physical(record.topic),
          type,
          seconds,
          bytes: record.value?.length ?? 0,
          ...(error === undefined ? {} : { error: (error as Error)?.name ?? 'Error' }),
        })
    }
    try {
      await sink.send(said.map(({ record }) => record))
      tell()
    } catch (error) {
      tell(error)
      throw error
    }
    for (const { type } of said) {
      if (type.startsWith('job.')) metrics.jobEvent(type)
      if (type.startsWith('result.')) metrics.result('persistence_diagram')
    }
  }

  return {
    async deliver(said) {
      for (let wait = 500; !stopping.signal.aborted; wait = Math.min(10_000, wait * 2)) {
        try {
          await once(said)
          return true
        } catch (error) {
          log.warn({ cause: (error as Error).message, what: said.map(({ type }) => type) }, 'not sent; trying again')
        }
        await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
      }
      return false
    },
    mention(said) {
      once(said).catch((error: Error) => log.warn({ cause: error.message }, 'reading not sent'))
    },
    isUp: () => up,
    stop: () => stopping.abort(),
  }
}
