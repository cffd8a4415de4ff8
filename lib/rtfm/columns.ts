import type { Board, Column } from '../contract.ts'
import { finite } from '../wire.ts'
import { type Answer, type Chat, type DeadLetter, outcome, type Query, type Question, tones, took } from './messages.ts'

/** How the bot's messages are read in tables. */

export const chatColumns: Column<Chat>[] = [
  { id: 'channel', title: 'Channel', priority: 2, value: (m) => m.metadata?.channel_name ?? m.channel_id },
  { id: 'user', title: 'User', priority: 1, value: (m) => m.username },
  { id: 'content', title: 'Message', priority: 1, value: (m) => m.content },
]

export const queryColumns: Column<Query>[] = [
  { id: 'query', title: 'Id', kind: 'id', priority: 2, value: (m) => m.query_id },
  { id: 'question', title: 'Question', priority: 1, value: (m) => m.question },
  { id: 'user', title: 'User', priority: 2, value: (m) => m.username },
]

export const answerColumns: Column<Answer>[] = [
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
]

export const deadColumns: Column<DeadLetter>[] = [
  { id: 'from', title: 'From', priority: 1, value: (m) => m.original_topic },
  { id: 'error', title: 'Error', priority: 1, value: (m) => m.error, tone: () => 'bad' },
]

export const questionColumns: Column<Question>[] = [
  { id: 'query', title: 'Id', kind: 'id', priority: 3, value: (q) => q.query_id },
  { id: 'outcome', title: 'State', kind: 'level', priority: 1, value: (q) => q.outcome },
  { id: 'question', title: 'Question', priority: 1, value: (q) => q.question },
  { id: 'answer', title: 'Answer', priority: 3, value: (q) => q.response_text },
  { id: 'user', title: 'User', priority: 3, value: (q) => q.username },
  { id: 'took', title: 'Answered in', kind: 'duration', priority: 2, value: took },
  { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (q) => q.asked_at ?? q.answered_at },
]

export const questionLevels: NonNullable<Board['levels']> = [
  { id: 'error', title: 'error', tone: 'bad', mark: '▲' },
  { id: 'given up', title: 'given up', tone: 'bad', mark: '✕' },
  { id: 'open', title: 'open', tone: 'warn', mark: '◆' },
  { id: 'nothing found', title: 'nothing found', tone: 'muted', mark: '○' },
  { id: 'answered', title: 'answered', tone: 'good', mark: '●' },
]
