import type { BatchTools, GroupConsumer, GroupConsumerOptions } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import type { Outgoing, Raw, Sink } from '#server/ports.ts'
import { createDeadLetters } from '../dead-letter.ts'
import { answer } from './answer.ts'
import type { Model } from './source/model.ts'
import type { Topics } from './topics.ts'

export interface WorkerDeps {
  model: Model
  sink: Sink
  openGroup: (options: GroupConsumerOptions) => GroupConsumer
  topics: Topics
  groupId: string
  fromBeginning: boolean
  log: Log
}

export interface FinRobotWorker extends AsyncDisposable {
  counts: () => { requests: number; replies: number; deadLetters: number }
  assigned: () => number[]
  stop: () => Promise<void>
}

/** Requests answered together: enough to pay for a round trip, few enough that the first need not wait for the last. A server takes eight at a time. */
const togetherOf = (model: Model) => (model.kind === 'onnx' ? 256 : 8)

/** Requests in, replies out, in order; an offset is committed after its reply is acknowledged. */
export function startWorker(deps: WorkerDeps): FinRobotWorker {
  const { model, sink, topics, log } = deps
  const deadLetters = createDeadLetters(sink, log, deps.groupId)
  let requests = 0
  let replies = 0

  async function publish(records: readonly Raw[], values: readonly string[]): Promise<void> {
    const letters = records.map((raw, i) => replyTo(raw, values[i]!))
    try {
      await sink.send(letters)
    } catch (error) {
      // Down, or no such topic, or no right: the batch is read again. Too large: one of them is; the others must not suffer for it.
      if (!isTooMuch(error)) throw error
      for (const [i, raw] of records.entries()) await publishOne(raw, letters[i]!)
    }
    replies += records.length
  }

  async function publishOne(raw: Raw, letter: Outgoing): Promise<void> {
    try {
      await sink.send([letter])
    } catch (error) {
      if (!isTooMuch(error)) throw error
      await deadLetters.bury([{ raw, cause: `its reply was refused: ${(error as Error).message}` }])
    }
  }

  /** The value is FinRobot's, byte for byte; what helps to tell whose reply it is and who gave it is in the headers. */
  function replyTo(raw: Raw, value: string): Outgoing {
    const requestId = raw.headers?.['x-request-id']
    return {
      topic: topics.replies,
      key: 'prediction',
      value,
      headers: {
        ...(requestId ? { 'x-request-id': requestId } : {}),
        'x-answers': `${raw.partition}/${raw.offset}`,
        'x-model': model.resolved,
      },
    }
  }

  async function onBatch(records: Raw[], tools: BatchTools): Promise<void> {
    // While one chunk is on its way to Kafka the model already works on the next; commits follow behind both.
    let published: Promise<void> = Promise.resolve()
    let committed: Promise<void> = Promise.resolve()
    // A commit that failed (the group is sharing out anew) is thrown at the end; what is answered after it would be answered twice.
    let failed = false
    const over = () => failed || tools.stale()
    const together = togetherOf(model)
    for (let from = 0; from < records.length && !over(); from += together) {
      const chunk = records.slice(from, from + together)
      requests += chunk.length
      const values = await answer(model, chunk)
      await published
      if (over()) break
      published = publish(chunk, values)
      committed = Promise.all([committed, published]).then(async () => {
        if (tools.stale()) return
        await tools.commit((BigInt(chunk.at(-1)!.offset) + 1n).toString())
        await tools.heartbeat()
      })
      // Awaited a turn later; until then they are not unhandled.
      published.catch(() => {})
      committed.catch(() => {
        failed = true
      })
    }
    await published
    await committed
  }

  const group = deps.openGroup({
    groupId: deps.groupId,
    topic: topics.requests,
    fromBeginning: deps.fromBeginning,
    onBatch,
  })
  return {
    counts: () => ({ requests, replies, deadLetters: deadLetters.count() }),
    assigned: group.assigned,
    stop: group.stop,
    [Symbol.asyncDispose]: group.stop,
  }
}

const tooMuch = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'])
/** Kafka refuses these bytes, whoever sends them and whenever. */
function isTooMuch(error: unknown): boolean {
  const type = (error as { cause?: { type?: string } }).cause?.type
  return type !== undefined && tooMuch.has(type)
}
