import type { BatchTools, Standing } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import type { Raw, Sink } from '#server/ports.ts'
import type { Answerer } from './answer.ts'
import type { Answered } from './answered.ts'
import type { Dead, Graves } from './graves.ts'
import { type Query, readQuery } from './read.ts'

/** A group that begins on a topic answers what was asked in the last minutes, not yesterday's. */
const freshMs = 10 * 60_000

/** Questions in, answers out. An offset is committed after its answers are acknowledged, and no question is answered that has an answer already. */
export function createQueryService(deps: {
  answerer: Answerer
  answered: Answered
  graves: Graves
  sink: Pick<Sink, 'send'>
  topic: string
  /** Questions that are worked on, sent and committed together: few where each takes long, so that the first need not wait for the last. */
  together: number
  log: Log
  onAnswered?: (outcome: 'answered' | 'again' | 'dead', ms: number) => void
}) {
  const { answerer, answered, graves, sink, together, log, onAnswered } = deps
  /** Partitions the group has never committed: what is older was asked before anybody listened. */
  const since = new Map<number, number>()
  let replies = 0

  const answerAll = (asked: { raw: Raw; query: Query }[]) =>
    Promise.all(
      asked.map(async ({ raw, query }) => ({ raw, began: performance.now(), response: await answerer.answer(query) })),
    )

  async function work(records: Raw[], tools: BatchTools): Promise<void> {
    const dead: Dead[] = []
    const asked = new Map<string, { raw: Raw; query: Query }>()
    for (const raw of records) {
      if (raw.timestamp < (since.get(tools.partition) ?? 0)) continue
      const read = readQuery(raw)
      if (!read.ok) dead.push({ raw, cause: read.cause })
      else if (answered.has(read.value.query_id) || asked.has(read.value.query_id)) onAnswered?.('again', 0)
      else asked.set(read.value.query_id, { raw, query: read.value })
    }
    await graves.bury(dead)
    for (const _ of dead) onAnswered?.('dead', 0)
    const done = await answerAll([...asked.values()])
    // Taken away meanwhile: whoever has the partition now answers.
    if (tools.stale()) return
    if (done.length) {
      await sink.send(
        done.map(({ raw, response }) => {
          const request = raw.headers?.['x-request-id']
          return {
            topic: deps.topic,
            key: response.response_id,
            value: JSON.stringify(response),
            ...(request ? { headers: { 'x-request-id': request } } : {}),
          }
        }),
      )
      for (const { response, began } of done) {
        answered.note(response.query_id)
        onAnswered?.('answered', performance.now() - began)
      }
      replies += done.length
    }
    await tools.commit(`${BigInt(records.at(-1)!.offset) + 1n}`)
  }

  return {
    count: () => replies,
    async assigned({ partition, committed }: Standing): Promise<string | undefined> {
      if (committed === null) since.set(partition, Date.now() - freshMs)
      else since.delete(partition)
      if (!(await answered.upToDate()))
        log.warn({ partition }, 'it could not be told which questions were answered before; one may be answered twice')
      return undefined
    },
    async batch(records: Raw[], tools: BatchTools): Promise<void> {
      for (let i = 0; i < records.length && !tools.stale(); i += together) {
        await work(records.slice(i, i + together), tools)
        await tools.heartbeat()
      }
    },
  }
}
