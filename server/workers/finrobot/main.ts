import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deadLetters } from '#lib/own-topics.ts'
import type { Config } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import type { Running } from '../lifecycle.ts'
import { type HealthServer, serveHealth } from './health.ts'
import { type FinRobotSettings, readSettings } from './settings.ts'
import { type Model, NoModel } from './source/model.ts'
import { openModel } from './source/open.ts'
import { topics } from './topics.ts'
import { type FinRobotWorker, startWorker } from './worker.ts'

/** A model in a folder is there sooner; one that comes over a network need not be waited for. */
const FIRST_MS = 2000

/** The FinRobot worker on the configured cluster. Ready soon, with or without its model; it joins its group when that can be had. */
export async function start({ config, log }: { config: Config; log: Log }): Promise<Running> {
  const settings = readSettings(config)
  const kafka = settings.brokers ? { ...config.kafka, brokers: settings.brokers, embedded: false } : config.kafka
  const door = createClient(kafka, log)
  // On other people's clusters nothing is created unasked.
  if (kafka.embedded && config.demo)
    door.admin.ensureTopics([deadLetters]).catch((error) => log.warn({ cause: String(error) }, 'no dead-letter topic'))
  const health = await listen(settings, log)
  const stopping = new AbortController()
  let worker: FinRobotWorker | undefined
  let model: Model | undefined
  const first = Promise.withResolvers<string>()
  const working = haveModel({
    settings,
    cache: join(config.data, 'workers/finrobot'),
    log,
    signal: stopping.signal,
    onFailure: (cause) => first.resolve(`no model yet, requests wait: ${cause.replace(/\.$/, '')}`),
  }).then((found) => {
    model = found
    if (!found || stopping.signal.aborted) return
    first.resolve(`model ${settings.modelUri}`)
    log.info({ model: found.uri, resolved: found.resolved, group: settings.groupId }, 'model is ready')
    const { groupId, fromBeginning } = settings
    worker = startWorker({ ...door, model: found, topics: topics(), groupId, fromBeginning, log })
  })
  const where = health
    ? `health at http://${settings.host}:${health.port}/health`
    : 'health is served by another process'
  const late = setTimeout(() => first.resolve(`model ${settings.modelUri} is being opened, requests wait`), FIRST_MS)
  const about = await first.promise
  clearTimeout(late)
  return {
    line: `finrobot worker is ready; ${about}; group ${settings.groupId}; ${where}`,
    about: { port: health?.port, model: settings.modelUri, group: settings.groupId, brokers: kafka.brokers },
    async stop() {
      stopping.abort()
      await health?.stop()
      await working
      await worker?.stop()
      await model?.close()
      await door.close()
    },
  }
}

/** Until there is a model nothing is read: requests wait in Kafka, and the group's lag says so. */
async function haveModel(options: {
  settings: FinRobotSettings
  cache: string
  log: Log
  signal: AbortSignal
  onFailure: (cause: string) => void
}): Promise<Model | undefined> {
  const { log, signal, onFailure, ...rest } = options
  for (let wait = 1000; !signal.aborted; wait = Math.min(30_000, wait * 2)) {
    try {
      return await openModel({ ...rest, log })
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      onFailure(cause)
      if (!(error instanceof NoModel)) log.error({ err: error }, 'the model cannot be opened')
      else log.warn({ cause, again: `in ${wait / 1000} s` }, 'no model yet: requests wait')
      await pause(wait, undefined, { signal }).catch(() => {})
    }
  }
  return undefined
}

async function listen({ host, port }: FinRobotSettings, log: Log): Promise<HealthServer | undefined> {
  try {
    return await serveHealth({ host, port })
  } catch (error) {
    log.info(
      { host, port, cause: (error as Error).message },
      'the health port cannot be had; this process goes on without',
    )
    return undefined
  }
}
