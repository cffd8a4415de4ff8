import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row, TailRow } from '#lib/protocol.ts'
import type { DeadLetter, Question } from '#lib/rtfm/messages.ts'
import { troublesOf } from './troubles.ts'

const row = (topic: string, o: number, more: Partial<TailRow>): Row<TailRow> => ({
  k: `${topic}/0/${o}`,
  v: { topic, p: 0, o: String(o), t: 100 + o, key: null, size: 1, ...more },
})
const letter = (o: number, more: Partial<DeadLetter> = {}) =>
  row('dead-letter-queue', o, {
    m: { original_topic: 'bot-queries', message: 'x', error: 'no user', ...more },
  }) as Row<TailRow<DeadLetter>>
const bad = (o: number) => row('bot-queries', o, { bad: { cause: 'schema', detail: 'username: missing', preview: '' } })
const apology: Question = {
  ...{ query_id: 'q', outcome: 'error', trouble: 'no user', answered_in: '1/7', answered_at: 107 },
}
const look = (found: Partial<Parameters<typeof troublesOf>[0]>) =>
  troublesOf({ letters: [], questions: [], bad: [], answers: 'bot-responses', ...found }).map((t) =>
    [t.kind, t.n, t.topic, t.place, t.cause].join(' '),
  )

test('is counted by kind and cause, and shows its newest', () => {
  assert.deepEqual(look({ letters: [letter(5), letter(9)], questions: [apology], bad: [bad(3)] }), [
    'dead letter 2 dead-letter-queue 0/9 no user (questions)',
    'error reply 1 bot-responses 1/7 no user',
    'unreadable 1 bot-queries 0/3 username: missing (questions)',
  ])
})

test('a record that was put aside and cannot be read here is one record, also when it was put aside twice', () => {
  const of = (o: number, offset: string) => letter(o, { partition: 0, offset })
  const letters = [of(0, '3'), of(1, '4'), of(2, '4')]
  assert.deepEqual(look({ letters, bad: [bad(3), bad(4), bad(5)] }), [
    'unreadable 1 bot-queries 0/5 username: missing (questions)',
    'dead letter 2 dead-letter-queue 0/2 no user (questions)',
  ])
  // After a restart the console does not know what it could not read before: the count of letters is the same.
  assert.deepEqual(look({ letters }), ['dead letter 2 dead-letter-queue 0/2 no user (questions)'])
})
