import { z } from 'zod'
import type { Entry, Tone } from '../contract.ts'
import { anyObject, id, maybeText, num } from '../wire.ts'

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
  metadata: z.looseObject({ model: maybeText, confidence: num.nullish(), sources_count: num.nullish() }).nullish(),
})
export type Answer = z.output<typeof Answer>
export const DeadLetter = z.looseObject({
  original_topic: z.string(),
  message: z.unknown(),
  error: maybeText,
  timestamp: maybeText,
})
export type DeadLetter = z.output<typeof DeadLetter>

/** The bot says its troubles in fixed sentences. */
export function troubleOf(answer: Pick<Answer, 'response_text' | 'metadata'>): string | undefined {
  const text = answer.response_text
  if (text.startsWith('Sorry, I encountered an error'))
    return /\(Error: (.*)\)/s.exec(text)?.[1] ?? 'the bot hit an error'
  if (text.startsWith('AI responses are currently disabled') || answer.metadata?.model === 'none')
    return 'AI is switched off'
  if (text.startsWith("I couldn't find any relevant information")) return 'nothing found'
  return undefined
}
export const isError = (answer: Answer): boolean => !['nothing found', undefined].includes(troubleOf(answer))
export const outcome = (answer: Answer): string =>
  isError(answer) ? 'error' : troubleOf(answer) === undefined ? 'answered' : 'nothing found'
export const tones: Record<string, Tone> = { error: 'bad', open: 'warn', 'nothing found': 'muted', answered: 'good' }

/** A question with what came of it. The two topics keep no common order, so the answer may be known first. */
export interface Question {
  query_id: string
  question?: string
  username?: string
  channel_id?: string
  asked_at?: number
  response_text?: string
  outcome: string
  answered_at?: number
}
export const withQuery = (before: Question | undefined, q: z.output<typeof Query>, entry: Entry): Question => ({
  ...(before ?? { outcome: 'open' }),
  query_id: q.query_id,
  question: q.question,
  username: q.username,
  channel_id: q.channel_id,
  asked_at: entry.time,
})
export const withAnswer = (before: Question | undefined, a: Answer, entry: Entry): Question => ({
  ...(before ?? {}),
  query_id: a.query_id,
  response_text: a.response_text,
  outcome: outcome(a),
  answered_at: before?.answered_at ?? entry.time,
})
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
    .regex(/^\d{1,20}$/, 'must be the digits of a channel id')
    .default(reservedChannel)
    .meta({ title: 'Channel', description: `${reservedChannel} is nobody's channel: the answer comes here only` }),
})
