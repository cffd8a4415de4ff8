import type { AlertRule } from '../contract.ts'
import { type Answer, isError, type Query, queryOf } from './messages.ts'

/** People in a chat wait this long before they think the bot is gone. */
const unansweredMs = 30_000

/** When the bot needs somebody, over its topics of questions, answers and dead letters and the groups of its processors. */
export const rtfmAlerts = ({
  queries,
  responses,
  dead,
  groups,
}: {
  queries: string
  responses: string
  dead: string
  groups: string[]
}): AlertRule[] => [
  {
    id: 'rtfm-unanswered',
    kind: 'unanswered',
    title: 'Questions without an answer',
    severity: 'critical',
    help: 'People wait in Discord and the bot says nothing: see whether the processor runs and what its group lags behind. What is older than a day is given up.',
    topic: queries,
    key: (m: Query) => m.query_id,
    say: (m: Query) => m.question,
    replies: [
      { topic: responses, key: (m: Answer) => m.query_id },
      { topic: dead, key: queryOf },
    ],
    withinMs: unansweredMs,
    forgetMs: 86_400_000,
  },
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
    id: 'rtfm-dead-letters',
    kind: 'share',
    title: 'Many messages given up',
    severity: 'warning',
    help: 'The processor puts messages aside by the dozen: some producer writes them without fields it needs. Their errors are in the dead letters.',
    topic: dead,
    of: () => true,
    overMs: 900_000,
    limit: 0.5,
    atLeast: 30,
  },
  {
    id: 'rtfm-lag',
    kind: 'lag',
    title: 'The processor falls behind',
    severity: 'warning',
    help: 'Messages or questions come faster than they are kept and answered, or nobody reads them: see the group’s members and the worker’s log.',
    groups,
    limit: 1_000,
    forMs: 60_000,
  },
]
