import type { System } from '../contract.ts'
import { board, form, kept, measure, reply, settings, topic } from '../define.ts'
import { rtfmAlerts } from '../rtfm/alerts.ts'
import {
  answerColumns,
  chatColumns,
  deadColumns,
  queryColumns,
  questionColumns,
  questionLevels,
} from '../rtfm/columns.ts'
import {
  Answer,
  Chat,
  DeadLetter,
  Input,
  isError,
  outcome,
  Query,
  type Question,
  queryOf,
  reservedChannel,
  took,
  troubleOf,
  withAnswer,
  withDeadLetter,
  withQuery,
} from '../rtfm/messages.ts'
import { naiveUtc } from '../wire.ts'

const messages = 'discord-messages'
const queries = 'bot-queries'
const responses = 'bot-responses'
const dead = 'dead-letter-queue'

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
      columns: chatColumns,
    }),
    topic({
      name: queries,
      title: 'Questions',
      noun: 'question',
      role: 'ledger',
      message: Query,
      key: (m) => m.query_id,
      settings: kept(3, 1),
      columns: queryColumns,
    }),
    topic({
      name: responses,
      title: 'Answers',
      noun: 'answer',
      role: 'ledger',
      message: Answer,
      key: (m) => m.response_id,
      settings: kept(3, 1),
      columns: answerColumns,
    }),
    topic({
      name: dead,
      title: 'Dead letters',
      noun: 'dead letter',
      role: 'ledger',
      message: DeadLetter,
      key: () => null,
      settings: kept(3, 7),
      columns: deadColumns,
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
      joins: [
        { topic: responses, key: (a: Answer) => a.query_id, merge: withAnswer },
        { topic: dead, key: queryOf, merge: withDeadLetter },
      ],
      level: (q: Question) => q.outcome,
      levels: questionLevels,
      search: (q: Question) => [q.question, q.username, q.response_text].join(' '),
      sorts: { age: (q: Question) => q.asked_at ?? 0, took: (q: Question) => took(q) ?? -1 },
      columns: questionColumns,
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
      cautions: {
        channel_id: (channel) =>
          channel === reservedChannel
            ? undefined
            : 'If this is a real Discord channel, the bot posts the answer there.',
      },
    }),
  ],
  alerts: rtfmAlerts({ queries, responses, dead, groups: ['discord-message-processor', 'bot-query-processor'] }),
  panels: [
    {
      kind: 'kpis',
      id: 'now',
      title: 'Now',
      items: [
        { title: 'Open questions', from: 'board-level', board: 'questions', level: 'open' },
        { title: 'Answered', from: 'board-level', board: 'questions', level: 'answered' },
        { title: 'Nothing found', from: 'board-level', board: 'questions', level: 'nothing found' },
        { title: 'Errors', from: 'board-level', board: 'questions', level: 'error' },
        { title: 'Messages', from: 'rate', measure: 'messages' },
        { title: 'Answer to screen', from: 'latency', topic: responses },
      ],
    },
    { kind: 'custom', id: 'questions', title: 'Questions', name: 'rtfm-questions', wide: true },
    { kind: 'custom', id: 'chat', title: 'Chat', name: 'rtfm-chat', wide: true },
    { kind: 'custom', id: 'latency', title: 'From question to answer', name: 'rtfm-latency' },
    { kind: 'series', id: 'answers', title: 'Answers by outcome', measures: ['answers'], stat: 'split' },
    { kind: 'series', id: 'channels', title: 'Messages by channel', measures: ['messages'], stat: 'split' },
    { kind: 'custom', id: 'dead', title: 'Given up', name: 'rtfm-dead' },
  ],
  entity: {
    noun: 'Question',
    board: 'questions',
    topics: [{ topic: queries }, { topic: responses, key: (m: Answer) => m.query_id }, { topic: dead, key: queryOf }],
    panel: 'question',
  },
  settings: settings(
    ['DISCORD_TOKEN', "The bot's own login at Discord; not used here", undefined, 'secret'],
    [
      'GEMINI_API_KEY',
      'Key of the language model that writes answers; without it messages are quoted',
      undefined,
      'secret',
    ],
    ['GEMINI_BASE_URL', 'Where the language model is asked', 'https://generativelanguage.googleapis.com'],
    ['CHROMA_URL', 'A ChromaDB server for the chat; without it a full-text file in the data folder'],
    [
      'RTFM_WITHOUT_KEY',
      'What is answered without a key: `extractive` (quotations) or `disabled` (the fixed sentence)',
      'extractive',
    ],
    ['RTFM_METRICS_PORT', 'Port of the processor for Prometheus, 8001 in its dashboards; unset: none'],
  ),
}
