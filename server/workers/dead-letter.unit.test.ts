import assert from 'node:assert/strict'
import test from 'node:test'
import { DeadLetter, deadLetters as topic } from '#lib/own-topics.ts'
import { createLog } from '#server/log.ts'
import type { Outgoing, Raw } from '#server/ports.ts'
import { createDeadLetters } from './dead-letter.ts'

test('groups that put the same record aside write letters that can be told apart, and the page shows whose each is', async () => {
  const sent: Outgoing[] = []
  const sink = {
    send: async (records: Outgoing[]) => {
      sent.push(...records)
      return []
    },
  }
  const raw: Raw = { topic: 't', partition: 2, offset: '7', timestamp: 0, key: null, value: Buffer.from('{"a":') }
  for (const group of ['lightgbm-v1-consumer', 'lightgbm-v2-consumer'])
    await createDeadLetters(sink, createLog('test', 'error'), group).bury([{ raw, cause: 'not JSON' }])

  const letters = sent.map(({ value }) => DeadLetter.parse(JSON.parse(String(value))))
  const column = topic.columns.find(({ id }) => id === 'group')!
  const place = { time: 0, key: null, partition: 0, offset: '0' }
  assert.deepEqual(
    letters.map((letter) => [column.value(letter, place), letter.origin_topic, letter.partition, letter.offset]),
    [
      ['lightgbm-v1-consumer', 't', 2, '7'],
      ['lightgbm-v2-consumer', 't', 2, '7'],
    ],
  )
  assert.equal(Buffer.from(letters[0]!.value_base64!, 'base64').toString(), '{"a":')
})
