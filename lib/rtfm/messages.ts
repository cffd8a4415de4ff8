import { z } from 'zod'
import type { Entry, Tone } from '../contract.ts'
import { anyObject, finite, id, isObject, maybeText, num } from '../wire.ts'
import { canned } from './canned.ts'

/** Discord ids are larger than JavaScript's whole numbers: always text. */
export const Chat = z.looseObject({
  message_id: id,
  content: z.string(),
  username: z.string(),
  user_id: maybeText,
  channel_id: maybeText,
  timestamp: z.string(),
  metadata: z.looseObject({ channel_name: maybeText }).nullish(),
})
export type Chat = z.output<typeof Chat>

export const Query = z.looseObject({
  query_id: id,
  original_message_id: z.string(),
  question: z.string(),
  username: z.string(),
  user_id: maybeText,
  channel_id: z.string(),
  timestamp: maybeText,
  context: anyObject.nullish(),
})
export type Query = z.output<typeof Query>
export const Answer = z.looseObject({
  response_id: id,
  query_id: id,
  original_message_id: maybeText,
  response_text: z.string(),
  channel_id: maybeText,
  timestamp: maybeText,
  metadata: z
    .looseObject({
      model: maybeText,
      confidence: num.nullish(),
      sources_count: num.nullish(),
      sources: z.array(z.string()).nullish().catch(undefined),
      source_records: z.array(z.string()).nullish().catch(undefined),
    })
    .nullish(),
})
export type Answer = z.output<typeof Answer>
export const DeadLetter = z.looseObject({
  original_topic: z.string(),
  /** Where the record stands: Milena's worker tells, the bot's own does not. */
  partition: z.number().nullish().catch(undefined),
  offset: maybeText.catch(undefined),
  message: z.unknown(),
  error: maybeText,
  timestamp: maybeText,
})
export type DeadLetter = z.output<typeof DeadLetter>

/** The bot says its troubles in fixed sentences. */
export function troubleOf(answer: Pick<Answer, 'response_text' | 'metadata'>): string | undefined {
  const text = answer.response_text
  if (text.startsWith(canned.error.slice(0, 29))) return /\(Error: (.*)\)/s.exec(text)?.[1] ?? 'the bot hit an error'
  if (text.startsWith(canned.disabled.slice(0, 35)) || answer.metadata?.model === 'none') return 'AI is switched off'
  if (text.startsWith(canned.nothing.slice(0, 40))) return 'nothing found'
  return undefined
}
export const isError = (answer: Answer): boolean => !['nothing found', undefined].includes(troubleOf(answer))
export const outcome = (answer: Answer): string =>
  isError(answer) ? 'error' : troubleOf(answer) === undefined ? 'answered' : 'nothing found'
export const tones: Record<string, Tone> = {
  'given up': 'bad',
  error: 'bad',
  open: 'warn',
  'nothing found': 'muted',
  answered: 'good',
}

/** A question with what came of it. The two topics keep no common order, so the answer may be known first. */
export interface Question {
  query_id: string
  /** The chat message that asked. */
  original_message_id?: string
  question?: string
  username?: string
  channel_id?: string
  asked_at?: number
  response_text?: string
  /** Why there is no answer, where there is none. */
  trouble?: string
  /** `open`, `answered`, `nothing found`, `error` or `given up`. */
  outcome: string
  model?: string
  confidence?: number
  sources_count?: number
  /** Ids of the messages it rests on, and where they stand ("partition/offset"). */
  sources?: string[]
  source_records?: string[]
  answered_at?: number
  /** Where question and answer stand in Kafka: "partition/offset". */
  asked_in?: string
  answered_in?: string
}
export const withQuery = (before: Question | undefined, q: z.output<typeof Query>, entry: Entry): Question => ({
  ...(before ?? { outcome: 'open' }),
  query_id: q.query_id,
  original_message_id: q.original_message_id,
  question: q.question,
  username: q.username,
  channel_id: q.channel_id,
  asked_at: entry.time,
  asked_in: `${entry.partition}/${entry.offset}`,
})
export function withAnswer(before: Question | undefined, a: Answer, entry: Entry): Question {
  const { model, confidence, sources_count, sources, source_records } = a.metadata ?? {}
  const trouble = troubleOf(a)
  const sure = finite(confidence)
  const rests = finite(sources_count)
  return {
    ...(before ?? {}),
    query_id: a.query_id,
    response_text: a.response_text,
    outcome: outcome(a),
    ...(trouble && { trouble }),
    ...(model && { model }),
    ...(sure !== null && { confidence: sure }),
    ...(rests !== null && { sources_count: rests }),
    ...(sources && { sources }),
    ...(source_records && { source_records }),
    answered_at: before?.answered_at ?? entry.time,
    answered_in: before?.answered_in ?? `${entry.partition}/${entry.offset}`,
  }
}
/** The question a dead letter is about, if it is about one and says which. */
export const queryOf = ({ message }: DeadLetter): string | null =>
  isObject(message) && typeof message.query_id === 'string' && 'original_message_id' in message
    ? message.query_id
    : null
/** A question that was given up. What has an answer keeps it. */
export const withDeadLetter = (before: Question | undefined, letter: DeadLetter): Question | undefined => {
  const query_id = queryOf(letter)
  if (!query_id || before?.response_text !== undefined) return before
  const asked = letter.message as { question?: unknown; username?: unknown; channel_id?: unknown }
  return {
    ...(typeof asked.question === 'string' && { question: asked.question }),
    ...(typeof asked.username === 'string' && { username: asked.username }),
    ...before,
    query_id,
    outcome: 'given up',
    trouble: letter.error ?? 'no reason given',
  }
}
export const took = (q: Question): number | null =>
  q.asked_at !== undefined && q.answered_at !== undefined ? Math.max(0, q.answered_at - q.asked_at) : null

/** No Discord channel has this id, so the live bot logs "Channel not found" and posts nothing. */
export const reservedChannel = '1'

export const Input = z.object({
  question: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .meta({ title: 'Question', widget: 'textarea', placeholder: 'Where are the setup steps?' }),
  username: z.string().trim().min(1).max(80).default('milena').meta({ title: 'As' }),
  channel_id: z
    .string()
    .regex(/^\d+$/, 'must be the digits of a channel id')
    // A 64-bit number, as Discord makes them.
    .max(20, 'a channel id has at most 20 digits')
    .default(reservedChannel)
    .meta({ title: 'Channel', description: `${reservedChannel} is nobody's channel: the answer comes here only` }),
})
