import { join } from 'node:path'
import { canned } from '#lib/rtfm/canned.ts'
import type { Config } from '#server/config.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import type { GroupConsumer } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import { createAnswerer } from './answer.ts'
import { createQueryService } from './answer-queries.ts'
import { type Answered, watchAnswered } from './answered.ts'
import type { Archive } from './archive.ts'
import { createBreaker } from './breaker.ts'
import { chromaPasses, openChroma } from './chroma.ts'
import { filled } from './filled.ts'
import { openFullText } from './full-text.ts'
import { createGemini, geminiPasses, model } from './gemini.ts'
import { createGraves } from './graves.ts'
import { createKeeper } from './keep-messages.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { topics as contractTopics } from './topics.ts'

export interface RtfmWorker extends AsyncDisposable {
  /** What it answers with and from, in words. */
  about: { archive: Archive['name']; answers: string }
  archive: Archive
  metrics: Metrics
  counts: () => { messages: number; answers: number; deadLetters: number }
  stop: () => Promise<void>
}

const keepers = 'discord-message-processor'
const answerers = 'bot-query-processor'

export interface WorkerOptions {
  /** Of both breakers; defaults 5 failures, 60 s. */
  failures?: number
  openMs?: number
}

/** Keeps the chat and answers questions in one process; more processes share the partitions. Resolves without Kafka, too. */
export async function startWorker(deps: {
  config: Pick<Config, 'data' | 'settings'>
  log: Log
  door: Pick<KafkaDoor, 'openSource' | 'openGroup' | 'sink' | 'admin'>
  options?: WorkerOptions
}): Promise<RtfmWorker> {
  const { config, log, door, options = {} } = deps
  const {
    GEMINI_API_KEY: key,
    GEMINI_BASE_URL: geminiBase,
    CHROMA_URL: chroma,
    RTFM_WITHOUT_KEY: without,
  } = config.settings
  const topics = contractTopics()
  const forGemini = createBreaker('Gemini', { timeoutMs: 20_000, passes: geminiPasses, ...options })
  const forChroma = createBreaker('ChromaDB', { timeoutMs: 10_000, passes: chromaPasses, ...options })
  const archive = chroma
    ? openChroma({ base: chroma, breaker: forChroma, onLost: () => void refill() })
    : openFullText(join(config.data, 'rtfm'))
  const writer = key ? createGemini({ base: geminiBase!, key, breaker: forGemini }) : undefined
  const answerer = createAnswerer({ archive, ...(writer && { writer }), silent: without === 'disabled' })
  const metrics = createMetrics([...(key ? [forGemini] : []), ...(chroma ? [forChroma] : [])])
  const latestOffsets = door.admin.latestOffsets
  const gravesOf = (group: string) =>
    createGraves({ sink: door.sink, latestOffsets, topic: topics.deadLetters, group, log })
  const graves = { messages: gravesOf(keepers), queries: gravesOf(answerers) }
  const keeper = createKeeper({
    ...{ archive, graves: graves.messages, log },
    onKept: (n, ms) => {
      for (let i = 0; i < n; i++) metrics.processed(topics.messages, 'success', ms / n)
    },
  })
  const stopping = new AbortController()
  const groups: GroupConsumer[] = []
  let answered: Answered | undefined
  let queries: ReturnType<typeof createQueryService> | undefined

  const openKeepers = () =>
    door.openGroup({
      groupId: keepers,
      ...{ topic: topics.messages, fromBeginning: true, onAssigned: keeper.assigned, onBatch: keeper.batch },
    })
  let keeping: Promise<GroupConsumer | undefined> = Promise.resolve(undefined)
  /** A new member asks where each partition begins. */
  async function refill(): Promise<void> {
    log.warn({ archive: archive.name }, 'its collection was deleted: it is made anew and filled again from Kafka')
    keeping = keeping.then(async (group) => {
      if (!group || stopping.signal.aborted) return group
      await group.stop()
      return openKeepers()
    })
    await keeping
  }

  const reading = watchAnswered({
    ...{ openSource: door.openSource, latestOffsets, topic: topics.responses, log, signal: stopping.signal },
  }).then(
    async (watching) => {
      answered = watching
      if (stopping.signal.aborted) return
      queries = createQueryService({
        ...{ answerer, answered, graves: graves.queries, sink: door.sink, topic: topics.responses, log },
        together: writer || chroma ? 8 : 200,
        onAnswered: (outcome, ms) => {
          metrics.processed(topics.queries, outcome, ms)
          if (outcome === 'dead') metrics.error('invalid_message')
        },
      })
      keeping = Promise.resolve(openKeepers())
      const whole = { archive, admin: door.admin, topic: topics.messages, group: keepers, signal: stopping.signal }
      if (!(await filled(whole))) log.warn('questions are answered from an archive that is not whole yet')
      if (stopping.signal.aborted) return
      groups.push(
        door.openGroup({
          groupId: answerers,
          ...{ topic: topics.queries, fromBeginning: true, onAssigned: queries.assigned, onBatch: queries.batch },
        }),
      )
    },
    (error) => {
      if (!stopping.signal.aborted) log.error({ error: String(error) }, 'the worker cannot begin to read')
    },
  )

  const stop = async () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    await reading
    await Promise.all([...groups, await keeping].map((group) => group?.stop()))
    await answered?.stop()
    archive.close()
  }
  const silent =
    without === 'disabled' ? `nothing (“${canned.disabled}”)` : 'quotations, because no GEMINI_API_KEY is set'
  return {
    about: { archive: archive.name, answers: key ? model : silent },
    archive,
    metrics,
    counts: () => ({
      messages: keeper.count(),
      answers: queries?.count() ?? 0,
      deadLetters: graves.messages.count() + graves.queries.count(),
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
