import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { groupOf, type ProcessState } from '#lib/crypto/pipeline.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import type { GroupConsumer } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import type { DeadLetters } from '../dead-letter.ts'
import { whereToBegin } from './catch-up.ts'
import { createCsvFile } from './csv-file.ts'
import { connecting, createPredictor, type PredictorOptions } from './predictor.ts'
import { createProcessor, type Processor } from './processor.ts'
import { createProcessFile } from './state-file.ts'
import { createTable } from './table.ts'

export interface ConsumerName {
  crypto: string
  model: string
  version: string
}

export interface ConsumerDeps {
  door: Pick<KafkaDoor, 'openGroup' | 'admin'>
  pool: pg.Pool
  /** Where this consumer's group puts aside what it cannot use. */
  deadLetters: (group: string) => DeadLetters
  log: Log
  serviceUrl: PredictorOptions['url']
  data: string
  states: string
  maxRows: number
  /** Shorter waits for tests. */
  waits?: {
    service?: number[]
    restMs?: number
    connect?: { pauseMs: number; tries: number }
    mendMs?: number
  }
  /** It was told to go, and went. */
  onDeleted?: () => void
}

export interface CryptoConsumer extends AsyncDisposable {
  state: () => ProcessState
  counts: () => ReturnType<Processor['counts']>
  stop: () => Promise<void>
}

const LOOK_MS = 400
const MEND_MS = 3000
/** Kafka may be away this long before the state file calls it an error: five tries, five seconds apart. */
const PATIENCE_MS = 25_000
const HOUR_MS = 3_600_000

interface Run {
  group: GroupConsumer
  processor: Processor
  abort: AbortController
  failure?: string
  mending?: Promise<void>
}

/** One model version on one symbol, steered by its state file. A pause leaves the group's offset where it is, so nothing is skipped. */
export function startConsumer(name: ConsumerName, deps: ConsumerDeps): CryptoConsumer {
  const { crypto: symbol, model, version } = name
  const { door, pool, log, waits = {} } = deps
  const groupId = groupOf(model, version)
  const deadLetters = deps.deadLetters(groupId)
  const file = createProcessFile(deps.states, name)
  const table = createTable({ pool, symbol, model, version })
  const csv = createCsvFile({ data: deps.data, symbol, model, version })
  const predictor = createPredictor({
    ...{ url: deps.serviceUrl, symbol, model, version, log },
    ...(waits.service && { waits: waits.service }),
    ...(waits.restMs && { restMs: waits.restMs }),
  })
  const stopping = new AbortController()
  let state: ProcessState = 'wait'
  let run: Run | undefined
  let done = { candles: 0, predictions: 0 }
  let mendAt = 0
  let pruneAt = 0
  let upAt = Date.now()

  const say = async (next: ProcessState, error = '') => {
    state = next
    await file
      .write(next, error)
      .catch((cause) => log.warn({ path: file.path, cause: String(cause) }, 'the state file cannot be written'))
  }

  function begin(): Run {
    const abort = new AbortController()
    const processor = createProcessor({ table, csv, predictor, deadLetters, log, signal: abort.signal })
    const catchUp = { admin: door.admin, topic: symbol, table, maxRows: deps.maxRows }
    const here: Run = {
      ...{ processor, abort },
      group: door.openGroup({
        groupId,
        topic: symbol,
        fromBeginning: true,
        // Some 10,000 candles: a batch of the pipeline's.
        maxBytesPerPartition: 1024 * 1024,
        async onAssigned(standing) {
          processor.assigned(standing.partition, standing.partitions)
          const from = await whereToBegin(catchUp, standing)
          const mended = await csv.mend(table)
          if (mended) log.info({ ...name, mended }, 'lines the file lacked were written')
          processor.begins(standing.partition, from, standing.high)
          if (from !== standing.committed) log.info({ ...name, from, committed: standing.committed }, 'catching up')
          return from
        },
        onRevoked: processor.lost,
        async onBatch(records, tools) {
          try {
            await processor.batch(records, tools)
            delete here.failure
          } catch (error) {
            here.failure = error instanceof Error ? error.message : String(error)
            throw error
          }
        },
      }),
    }
    return here
  }

  async function halt(): Promise<void> {
    if (!run) return
    const { abort, group, processor, mending } = run
    run = undefined
    abort.abort()
    await Promise.all([group.stop(), mending])
    const { candles, predictions } = processor.counts()
    done = { candles: done.candles + candles, predictions: done.predictions + predictions }
  }

  /** The database, with the pipeline's patience; then the state says `error`, and it is tried again now and then or at a `start`. */
  async function connect(): Promise<boolean> {
    await say('wait')
    const leave = new AbortController()
    const watch = setInterval(async () => {
      const wanted = (await file.read())?.wanted
      if (wanted === 'pause' || wanted === 'delete') leave.abort()
    }, LOOK_MS)
    const signal = AbortSignal.any([stopping.signal, leave.signal])
    try {
      await connecting(waits.connect).execute(() => table.ensure(), signal)
      return true
    } catch (error) {
      if (!signal.aborted)
        await say('error', `the database: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300))
      return false
    } finally {
      clearInterval(watch)
    }
  }

  /** Says how it goes, and fills holes. */
  async function look(here: Run): Promise<void> {
    const { group, processor } = here
    const now = Date.now()
    if (group.state() === 'up') upAt = now
    if (now - upAt > PATIENCE_MS) await say('error', `Kafka: ${group.cause() ?? 'cannot be reached'}`.slice(0, 300))
    else if (here.failure) await say('error', here.failure.slice(0, 300))
    else if (group.state() === 'up') await say('running', predictor.problem())
    if (group.state() !== 'up') return
    // Not waited for: a question to a service that is away must not hold up a command.
    here.mending ??= mend(processor).finally(() => {
      delete here.mending
    })
  }
  async function mend(processor: Processor): Promise<void> {
    const now = Date.now()
    try {
      if (now >= mendAt) {
        const mended = await processor.mend(deps.maxRows)
        mendAt = mended ? 0 : Date.now() + (mended === null ? 2 : 1) * (waits.mendMs ?? MEND_MS)
      }
      if (now >= pruneAt) {
        await table.prune()
        pruneAt = now + HOUR_MS
      }
    } catch (error) {
      mendAt = now + MEND_MS
      log.debug({ ...name, cause: String(error) }, 'holes are not filled now')
    }
  }

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const wanted = (await file.read())?.wanted ?? 'run'
        if (wanted === 'delete') {
          await halt()
          await say('deleted')
          // Somebody may have taken it back meanwhile.
          if ((await file.read())?.wanted === 'run') continue
          return deps.onDeleted?.()
        }
        if (wanted === 'pause') {
          await halt()
          await say('paused')
        } else if (run) await look(run)
        else if (await connect()) {
          upAt = Date.now()
          run = begin()
        } else await waitOut(10_000)
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error)
        log.warn({ ...name, cause }, 'the consumer stumbled; going on')
        if (!stopping.signal.aborted) await say('error', cause.slice(0, 300))
        await pause(1000, undefined, { signal: stopping.signal }).catch(() => {})
      }
      await pause(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  /** Until the time is over or a command comes. */
  async function waitOut(ms: number): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end && !stopping.signal.aborted; ) {
      if ((await file.read())?.wanted) return
      await pause(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const living = live()

  const stop = async () => {
    stopping.abort()
    await living
    await halt()
    // Nobody runs it now; a pause, a deletion and an error stay what they are.
    if (state === 'running') await say('wait')
  }
  return {
    state: () => state,
    counts() {
      const { candles, predictions } = run?.processor.counts() ?? { candles: 0, predictions: 0 }
      return { candles: done.candles + candles, predictions: done.predictions + predictions }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
