import { join } from 'node:path'
import type { Config } from '#server/config.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import { createDeadLetters } from '../dead-letter.ts'
import { createDesk, type Desk } from './desk.ts'
import { createHealth } from './health.ts'
import { createLetters } from './messages.ts'
import { createTdaMetrics } from './metrics.ts'
import { openPast } from './past.ts'
import { createPool } from './pool.ts'
import { createPost } from './post.ts'
import { createPython } from './python.ts'
import { createJobRunner } from './run-job.ts'
import { serve } from './serve.ts'
import { readSettings } from './settings.ts'
import { prune } from './storage.ts'
import { topics as contractTopics } from './topics.ts'

const groupId = 'tda-backend-group'

export interface TdaWorker extends AsyncDisposable {
  /** Of /metrics and /health; undefined: another process has it. */
  port: number | undefined
  counts: () => ReturnType<Desk['counts']> & { deadLetters: number }
  /** Of the Python processes there are now. */
  pids: () => number[]
  stop: () => Promise<void>
}

const HEALTH_MS = 30_000
const IDLE_MS = 120_000

/** The reader of the jobs topic, its Python processes and its metrics; more processes share the partitions. Resolves without Kafka, too. */
export async function startWorker(deps: {
  config: Config
  log: Log
  door: Pick<KafkaDoor, 'openSource' | 'openGroup' | 'sink' | 'admin'>
  retryMs?: number
}): Promise<TdaWorker> {
  const { config, log, door } = deps
  const settings = readSettings(config)
  const topics = contractTopics()
  const metrics = createTdaMetrics()
  const letters = createLetters(topics)
  const post = createPost({ sink: door.sink, metrics, physical: config.kafka.physical, log })
  const deadLetters = createDeadLetters(door.sink, log, groupId)
  const python = createPython(settings.python, (line) => log.info(line))
  // Prepared before the first job, but nothing waits for it.
  python().catch((error: Error) => log.warn({ cause: error.message }, 'no Python yet; tried again with the next job'))
  const pool = createPool({
    python,
    script: join(import.meta.dirname, 'homology.py'),
    idleMs: IDLE_MS,
    mostPairs: settings.inlinePairs,
  })
  prune(settings.storage, log)
  const runner = createJobRunner({ pool, post, letters, storage: settings.storage, retryMs: deps.retryMs })
  const past = openPast({
    openSource: door.openSource,
    topic: topics.jobs,
    onCancel: (job, reason, wish) => desk.cancel(job, reason, wish),
  })
  const desk = createDesk({
    ...{ runner, past, post, letters, deadLetters, metrics, log },
    limits: settings,
    concurrency: settings.concurrency,
  })

  let group: ReturnType<typeof door.openGroup> | undefined
  let stopped = false
  const reading = past.caughtUp.then(() => {
    if (stopped) return
    group = door.openGroup({
      groupId,
      topic: topics.jobs,
      fromBeginning: true,
      onBatch: desk.batch,
      onRevoked: desk.revoked,
    })
  })

  const health = createHealth({ admin: door.admin, metrics, registry: settings.registry })
  metrics.connections(() => ({
    producer: post.isUp(),
    consumer: group?.state() === 'up',
    ...(health.registry() === undefined ? {} : { schema_registry: health.registry()! }),
  }))
  const served = await serve({ port: settings.metricsPort, metrics, health: health.look, log })
  const tell = () => {
    if (group?.state() !== 'up') return false
    void health.look().then((object) => stopped || post.mention([letters.health(object)]))
    return true
  }
  // The first one as soon as there is somebody to tell.
  const first = setInterval(() => tell() && clearInterval(first), 1000)
  const beat = setInterval(tell, HEALTH_MS)

  const stop = async () => {
    if (stopped) return
    stopped = true
    clearInterval(first)
    clearInterval(beat)
    served.stop()
    await desk.stop(2000)
    post.stop()
    pool.close()
    await past.stop()
    await reading
    await group?.stop()
  }
  return {
    port: served.port,
    counts: () => ({ ...desk.counts(), deadLetters: deadLetters.count() }),
    pids: pool.pids,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
