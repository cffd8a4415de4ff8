import assert from 'node:assert/strict'
import { it } from 'node:test'
import { allTopics, systems } from '#lib/systems/index.ts'
import type { Raw } from '#server/ports.ts'
import { decode, isBad } from './decode.ts'
import { createMemory, remember } from './memory.ts'

function sent(...records: [topic: string, timestamp: number, value: object | null, key?: string][]) {
  const memory = createMemory(systems)
  for (const [i, [topic, timestamp, value, key = '']] of records.entries()) {
    const raw: Raw = {
      ...{ topic, partition: 0, offset: String(i), timestamp, key: Buffer.from(key) },
      value: value && Buffer.from(JSON.stringify(value)),
    }
    const seen = decode(
      raw,
      allTopics().find((t) => t.name === topic),
    )
    assert.ok(!isBad(seen), JSON.stringify(seen))
    remember(memory.lanes.get(topic)!, seen, { seq: i + 1, offset: i, now: timestamp, raw })
  }
  return (board: string, key: string) => memory.boards.get(board)?.rows.get(key)
}

const question = { query_id: 'q', original_message_id: '1', question: 'where?', username: 'ana', channel_id: '3' }
const answer = { response_id: 'r', query_id: 'q', response_text: 'there', metadata: { model: 'm' } }

it('a question leaves the open ones when its answer comes, in whichever order the two topics are read', () => {
  const row = sent(['bot-queries', 100, question], ['bot-responses', 340, answer])('rtfm/questions', 'q')
  assert.deepEqual([row?.level, row?.m.question, row?.m.response_text], ['answered', 'where?', 'there'])
  const backwards = sent(['bot-responses', 340, answer], ['bot-queries', 100, question])('rtfm/questions', 'q')
  // All but where in the topics each was, which is not the same here.
  const said = ({ asked_in, answered_in, ...rest }: Record<string, unknown>) => rest
  assert.deepEqual(said(backwards?.m), said(row?.m))
})

it('a job that only its result tells of is done, and a deleted result leaves the job where it is', () => {
  const row = sent(
    ['tda_jobs', 100, { job_id: 'a', point_cloud: { points: [[0, 1]] } }],
    ['tda_results', 300, { job_id: 'a', computation_info: { success: true, num_points: 1 } }],
    ['tda_results', 400, null, 'a'],
  )('tda/jobs', 'a')
  assert.deepEqual([row?.level, row?.m.results], ['completed', 1])
})
