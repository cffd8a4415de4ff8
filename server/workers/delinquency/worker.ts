import { join } from 'node:path'
import type { Config } from '#server/config.ts'
import type { GroupConsumer, GroupConsumerOptions } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import type { OpenSource, Sink } from '#server/ports.ts'
import { createDeadLetters } from '../dead-letter.ts'
import { createScoringApi } from './api.ts'
import { createEngine } from './engine.ts'
import { createFollowUp } from './follow-up.ts'
import { type ApiServer, serveApi } from './http.ts'
import { createLedger } from './intervention.ts'
import { createInterventionService } from './intervention-service.ts'
import { createOthers } from './others.ts'
import { openPast } from './past.ts'
import { createProcessor, outgoing } from './processor.ts'
import { openModel } from './score.ts'
import { openTaps } from './taps.ts'
import { topics as contractTopics } from './topics.ts'

/** What the worker needs of Kafka. */
export interface WorkerDoor {
  openSource: OpenSource
  sink: Sink
  openGroup: (options: GroupConsumerOptions) => GroupConsumer
}

export interface DelinquencyWorker extends AsyncDisposable {
  /** undefined: another process serves the API on that port. */
  port: number | undefined
  counts: () => { transactions: number; predictions: number; interventions: number; deadLetters: number }
  stop: () => Promise<void>
}

const groups = { transactions: 'feature-processor-group', predictions: 'intervention-service-group' }

/** Windows, model, interventions and the HTTP API in one process; more processes share the partitions. Resolves without Kafka, too. */
export async function startWorker(deps: { config: Config; log: Log; door: WorkerDoor }): Promise<DelinquencyWorker> {
  const { config, log, door } = deps
  const topics = contractTopics()
  const model = await openModel(config.modelPath)
  const engine = createEngine(model)
  const ledger = createLedger()
  const { sink } = door
  const deadLetters = {
    transactions: createDeadLetters(sink, log, groups.transactions),
    predictions: createDeadLetters(sink, log, groups.predictions),
  }
  const consumers: GroupConsumer[] = []
  const isOurs = (partition: number) => consumers[0]?.assigned().includes(partition) ?? false
  const others = createOthers({
    openSource: door.openSource,
    topic: topics.transactions,
    windows: engine.windows,
    isOurs,
  })
  const followUp = createFollowUp({ isOurs, ledger, windows: engine.windows, sink, topic: topics.interventions })
  const processor = createProcessor({
    engine,
    sink,
    deadLetters: deadLetters.transactions,
    topics,
    log,
    onTransaction: (txn) => followUp.seen(txn.customer_id),
  })
  const service = createInterventionService({
    ...{ ledger, sink, topic: topics.interventions },
    deadLetters: deadLetters.predictions,
  })

  const history = await openPast(join(config.data, 'workers/delinquency.db'), log)
  const answer = createScoringApi({
    engine,
    history,
    kafka: () => taps.kafka(),
    emit(prediction, requestId) {
      sink.send(outgoing(topics, prediction, requestId)).catch((error) => {
        log.warn(
          { cause: error instanceof Error ? error.message : String(error) },
          'prediction kept here only: Kafka did not take it',
        )
        history.keep(prediction)
      })
    },
  })
  const api = await listen(config, log, answer)
  // The history is for those who ask by HTTP: a process nobody can ask keeps none.
  if (!api) await history.close()
  const taps = openTaps({ openSource: door.openSource, topics, ledger, engine, history: api && history, log })
  let stopped = false

  // Readers begin when profiles and past interventions are known; without Kafka that waits, and the API answers meanwhile.
  const reading = taps.caughtUp.then(() => {
    if (stopped) return
    consumers.push(
      door.openGroup({
        groupId: groups.transactions,
        topic: topics.transactions,
        fromBeginning: true,
        maxBytesPerPartition: 1024 * 1024,
        onAssigned(standing) {
          if (api && consumers[0]!.assigned().length < standing.partitions) others.follow()
          return processor.assigned(standing)
        },
        onRevoked(partitions) {
          if (api) others.follow()
          else processor.revoked(partitions)
        },
        async onBatch(records, tools) {
          await processor.batch(records, tools)
          await followUp.flush()
        },
      }),
      door.openGroup({
        groupId: groups.predictions,
        topic: topics.predictions,
        fromBeginning: true,
        onBatch: service.batch,
      }),
    )
  })

  const stop = async () => {
    if (stopped) return
    stopped = true
    await api?.stop()
    await taps.stop()
    await others.stop()
    await reading
    await Promise.all(consumers.map((group) => group.stop()))
    if (api) await history.close()
    await model.close()
  }
  return {
    port: api?.port,
    counts: () => ({
      ...processor.counts(),
      interventions: service.count(),
      deadLetters: deadLetters.transactions.count() + deadLetters.predictions.count(),
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function listen(
  config: Config,
  log: Log,
  answer: Parameters<typeof serveApi>[0]['answer'],
): Promise<ApiServer | undefined> {
  try {
    return await serveApi({ port: config.apiPort, answer, log })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    log.info({ port: config.apiPort }, 'the API port is taken; this process only scores')
    return undefined
  }
}
