import { z } from 'zod'
import type { Entry, System, Tone } from '../contract.ts'
import { board, form, kept, measure, reply, settings, topic } from '../define.ts'
import { anyObject, finite, id, maybeText, naiveUtc, num } from '../wire.ts'

const messages = 'discord-messages'
const queries = 'bot-queries'
const responses = 'bot-responses'
const dead = 'dead-letter-queue'

/** Discord ids are larger than JavaScript's whole numbers: always text. */
const Chat = z.looseObject({
  message_id: id,
  content: z.string(),
  username: z.string(),
  user_id: maybeText,
  channel_id: maybeText,
  timestamp: z.string(),
  metadata: z.looseObject({ channel_name: maybeText }).nullish(),
})
type Chat = z.output<typeof Chat>

const Query = z.looseObject({
  query_id: id,
  original_message_id: z.string(),
  question: z.string(),
  username: z.string(),
  user_id: maybeText,
  channel_id: z.string(),
  timestamp: maybeText,
  context: anyObject.nullish(),
})
const Answer = z.looseObject({
  response_id: id,
  query_id: id,
  original_message_id: maybeText,
  response_text: z.string(),
  channel_id: maybeText,
  timestamp: maybeText,
  metadata: z.looseObject({ model: maybeText, confidence: num.nullish(), sources_count: num.nullish() }).nullish(),
})
type Answer = z.output<typeof Answer>
const DeadLetter = z.looseObject({
  original_topic: z.string(),
  message: z.unknown(),
  error: maybeText,
  timestamp: maybeText,
})

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
const isError = (answer: Answer): boolean => !['nothing found', undefined].includes(troubleOf(answer))
const outcome = (answer: Answer): string =>
  isError(answer) ? 'error' : troubleOf(answer) === undefined ? 'answered' : 'nothing found'
const tones: Record<string, Tone> = { error: 'bad', open: 'warn', 'nothing found': 'muted', answered: 'good' }

/** A question with what came of it. The two topics keep no common order, so the answer may be known first. */
interface Question {
  query_id: string
  question?: string
  username?: string
  channel_id?: string
  asked_at?: number
  response_text?: string
  outcome: string
  answered_at?: number
}
const withQuery = (before: Question | undefined, q: z.output<typeof Query>, entry: Entry): Question => ({
  ...(before ?? { outcome: 'open' }),
  query_id: q.query_id,
  question: q.question,
  username: q.username,
  channel_id: q.channel_id,
  asked_at: entry.time,
})
const withAnswer = (before: Question | undefined, a: Answer, entry: Entry): Question => ({
  ...(before ?? {}),
  query_id: a.query_id,
  response_text: a.response_text,
  outcome: outcome(a),
  answered_at: before?.answered_at ?? entry.time,
})
const took = (q: Question): number | null =>
  q.asked_at !== undefined && q.answered_at !== undefined ? Math.max(0, q.answered_at - q.asked_at) : null

/** No Discord channel has this id, so the live bot logs "Channel not found" and posts nothing. */
export const reservedChannel = '1'

const Input = z.object({
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

export const rtfm: System = {
  id: 'rtfm',
  title: 'RTFM',
  blurb: "Answers a Discord server's questions from what was said there before.",
  topics: [
    topic({
      name: messages,
      title: 'Messages',
      noun: 'message',
      role: 'ledger',
      message: Chat,
      key: (m) => m.message_id,
      settings: kept(3, 7),
      columns: [
        { id: 'channel', title: 'Channel', priority: 2, value: (m) => m.metadata?.channel_name ?? m.channel_id },
        { id: 'user', title: 'User', priority: 1, value: (m) => m.username },
        { id: 'content', title: 'Message', priority: 1, value: (m) => m.content },
      ],
    }),
    topic({
      name: queries,
      title: 'Questions',
      noun: 'question',
      role: 'ledger',
      message: Query,
      key: (m) => m.query_id,
      settings: kept(3, 1),
      columns: [
        { id: 'query', title: 'Id', kind: 'id', priority: 2, value: (m) => m.query_id },
        { id: 'question', title: 'Question', priority: 1, value: (m) => m.question },
        { id: 'user', title: 'User', priority: 2, value: (m) => m.username },
      ],
    }),
    topic({
      name: responses,
      title: 'Answers',
      noun: 'answer',
      role: 'ledger',
      message: Answer,
      key: (m) => m.response_id,
      settings: kept(3, 1),
      columns: [
        { id: 'query', title: 'Question', kind: 'id', priority: 2, value: (m) => m.query_id },
        {
          id: 'outcome',
          title: 'Outcome',
          kind: 'status',
          priority: 1,
          value: outcome,
          tone: (m) => tones[outcome(m)],
        },
        { id: 'answer', title: 'Answer', priority: 1, value: (m) => m.response_text },
        { id: 'model', title: 'Model', priority: 3, value: (m) => m.metadata?.model },
        {
          id: 'confidence',
          title: 'Confidence',
          kind: 'score',
          priority: 3,
          value: (m) => finite(m.metadata?.confidence),
        },
      ],
    }),
    topic({
      name: dead,
      title: 'Dead letters',
      noun: 'dead letter',
      role: 'ledger',
      message: DeadLetter,
      key: () => null,
      settings: kept(3, 7),
      columns: [
        { id: 'from', title: 'From', priority: 1, value: (m) => m.original_topic },
        { id: 'error', title: 'Error', priority: 1, value: (m) => m.error, tone: () => 'bad' },
      ],
    }),
  ],
  groups: ['discord-message-processor', 'bot-query-processor', 'bot-response-sender'],
  boards: [
    board<any>({
      id: 'questions',
      title: 'Questions',
      noun: 'question',
      topic: queries,
      key: (m) => m.query_id,
      rank: (q: Question) => (q.outcome === 'open' ? 2e15 : 0) + (q.asked_at ?? q.answered_at ?? 0),
      merge: withQuery,
      joins: [{ topic: responses, key: (a: Answer) => a.query_id, merge: withAnswer }],
      level: (q: Question) => q.outcome,
      levels: [
        { id: 'error', title: 'error', tone: 'bad', mark: '▲' },
        { id: 'open', title: 'open', tone: 'warn', mark: '◆' },
        { id: 'nothing found', title: 'nothing found', tone: 'muted', mark: '○' },
        { id: 'answered', title: 'answered', tone: 'good', mark: '●' },
      ],
      search: (q: Question) => [q.question, q.username, q.response_text].join(' '),
      sorts: { age: (q: Question) => q.asked_at ?? 0, took: (q: Question) => took(q) ?? -1 },
      columns: [
        { id: 'query', title: 'Id', kind: 'id', priority: 3, value: (q: Question) => q.query_id },
        { id: 'outcome', title: 'State', kind: 'level', priority: 1, value: (q: Question) => q.outcome },
        { id: 'question', title: 'Question', priority: 1, value: (q: Question) => q.question },
        { id: 'answer', title: 'Answer', priority: 3, value: (q: Question) => q.response_text },
        { id: 'user', title: 'User', priority: 3, value: (q: Question) => q.username },
        { id: 'took', title: 'Answered in', kind: 'duration', priority: 2, value: took },
        { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (q: Question) => q.asked_at ?? q.answered_at },
      ],
    }),
  ],
  measures: [
    measure<Chat>({ id: 'messages', title: 'Messages', topic: messages, split: (m) => m.metadata?.channel_name }),
    measure({ id: 'questions', title: 'Questions', topic: queries }),
    measure<Answer>({
      id: 'answers',
      title: 'Answers',
      topic: responses,
      value: (m) => m.response_text.length,
      unit: 'characters',
      split: outcome,
    }),
  ],
  forms: [
    form({
      id: 'ask',
      title: 'Ask the bot',
      verb: 'Ask',
      blurb:
        'The processor answers from the stored messages. It must be running: what was asked before it started is never answered.',
      input: Input,
      presets: [
        'When is the weekly standup?',
        'How do I contribute?',
        'Where are the setup instructions?',
        'What is the project status?',
      ].map((question) => ({ title: question, values: { question } })),
      door: {
        kind: 'topic',
        topic: queries,
        compose: ({ question, username, channel_id }, { id, now }) => ({
          query_id: id,
          original_message_id: '0',
          question,
          username,
          user_id: '0',
          channel_id,
          timestamp: naiveUtc(now),
          context: {},
        }),
      },
      reply: reply<unknown, Answer>({
        topic: responses,
        certainty: 'exact',
        of: ({ message }) => message.query_id,
        in: (m) => m.query_id,
        failed: (m) => (isError(m) ? troubleOf(m) : undefined),
        say: (m) => m.response_text.split('\n', 1)[0]!.slice(0, 200),
      }),
      timeoutMs: 60_000,
      warn: ({ channel_id }) =>
        channel_id === reservedChannel
          ? undefined
          : 'If this is a real Discord channel, the bot posts the answer there.',
    }),
  ],
  alerts: [
    {
      id: 'rtfm-errors',
      kind: 'share',
      title: 'Share of answers that are errors',
      severity: 'warning',
      help: 'The bot apologises instead of answering: look at its model key and its log.',
      topic: responses,
      of: isError,
      overMs: 900_000,
      limit: 0.2,
      atLeast: 5,
    },
    {
      id: 'rtfm-dead-letter',
      kind: 'record',
      title: 'Message given up',
      severity: 'warning',
      help: 'The processor could not handle a message and put it aside: its error is in the record.',
      topic: dead,
      when: () => true,
      subject: (m: z.output<typeof DeadLetter>) => m.original_topic,
      say: (m: z.output<typeof DeadLetter>) => m.error ?? 'no reason given',
    },
  ],
  panels: [
    {
      kind: 'kpis',
      id: 'now',
      title: 'Now',
      items: [
        { title: 'Open questions', from: 'board-level', board: 'questions', level: 'open' },
        { title: 'Answered', from: 'board-level', board: 'questions', level: 'answered' },
        { title: 'Errors', from: 'board-level', board: 'questions', level: 'error' },
        { title: 'Messages', from: 'rate', measure: 'messages' },
        { title: 'Answer to screen', from: 'latency', topic: responses },
      ],
    },
    { kind: 'board', id: 'questions', title: 'Questions', board: 'questions' },
    { kind: 'tail', id: 'messages', title: 'Chat', topic: messages },
    { kind: 'series', id: 'answers', title: 'Answers by outcome', measures: ['answers'], stat: 'split' },
    { kind: 'series', id: 'channels', title: 'Messages by channel', measures: ['messages'], stat: 'split' },
    { kind: 'tail', id: 'dead', title: 'Dead letters', topic: dead },
  ],
  entity: {
    noun: 'Question',
    board: 'questions',
    topics: [{ topic: queries }, { topic: responses, key: (m: Answer) => m.query_id }],
  },
  settings: settings(
    ['DISCORD_TOKEN', "The bot's own login", undefined, 'secret'],
    ['GEMINI_API_KEY', "Key of the bot's language model", undefined, 'secret'],
  ),
}
