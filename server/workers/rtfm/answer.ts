import { randomUUID } from 'node:crypto'
import { canned, fitReply, sorry } from '#lib/rtfm/canned.ts'
import { naiveUtc } from '#lib/wire.ts'
import type { Archive } from './archive.ts'
import { extractive } from './extract.ts'
import { model, type Writer } from './gemini.ts'
import { type Source, sourcesFor } from './rank.ts'
import type { Query } from './read.ts'

/** A record of the answer topic; `sources` are ids of messages, `source_records` where they stand ("partition/offset"). */
export interface Response {
  response_id: string
  query_id: string
  original_message_id: string
  response_text: string
  channel_id: string
  timestamp: string
  metadata: {
    model: typeof model | 'extractive' | 'none'
    confidence?: number
    sources_count?: number
    sources?: string[]
    source_records?: string[]
  }
}

export interface Answerer {
  /** Always something to send: an answer, or one of the bot's fixed sentences. */
  answer: (query: Query) => Promise<Response>
}

/** Finds what was said about a question and says it. `writer`: a language model; without one the messages are quoted, or nothing is said (`silent`). */
export function createAnswerer(deps: { archive: Archive; writer?: Writer; silent?: boolean }): Answerer {
  const { archive, writer, silent = false } = deps
  const mode = writer ? model : 'extractive'

  async function say(query: Query): Promise<Pick<Response, 'response_text' | 'metadata'>> {
    if (silent && !writer) return { response_text: canned.disabled, metadata: { model: 'none' } }
    try {
      const sources = await sourcesFor(archive, query.question, query.original_message_id)
      if (!sources.length)
        return {
          response_text: canned.nothing,
          metadata: { model: mode, confidence: 0, sources_count: 0, sources: [] },
        }
      const text = writer ? await writer(query.question, sources) : extractive(query.question, sources)
      return { response_text: fitReply(text), metadata: { model: mode, ...resting(sources) } }
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      return { response_text: fitReply(sorry(cause)), metadata: { model: 'none', sources_count: 0 } }
    }
  }

  return {
    async answer(query) {
      const said = await say(query)
      return {
        response_id: randomUUID(),
        query_id: query.query_id,
        original_message_id: query.original_message_id,
        response_text: said.response_text,
        channel_id: query.channel_id,
        timestamp: naiveUtc(new Date()),
        metadata: said.metadata,
      }
    },
  }
}

const resting = (sources: Source[]) => ({
  confidence: sources[0]!.confidence,
  sources_count: sources.length,
  sources: sources.map((source) => source.message_id),
  source_records: sources.map((source) => `${source.partition}/${source.offset}`),
})
