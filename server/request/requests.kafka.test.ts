import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '#lib/contract.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import type { FeedListener } from '#server/ports.ts'
import { openState } from '#server/store/state.ts'
import { until } from '#server/testing/until.ts'
import { createRequests } from './requests.ts'
import { quietLog, workshop } from './testing.ts'

test('with the broker killed, requests are accepted and wait; with it back each is delivered once, in order, and answered', async () => {
  await using kafka = await startTestBroker()
  const { door, broker } = kafka
  await door.admin.ensureTopics(workshop.topics)
  const listeners = new Set<FeedListener>()
  const jobs: string[] = []
  const source = door.openSource({
    topics: ['jobs', 'results'],
    cursor: () => undefined,
    begin: { backMs: 60_000, maxRecords: 1_000 },
    onGap: () => {},
    onState: () => {},
    onBatch: (batch) => {
      const entries = batch.map(
        ({ topic, partition, offset, timestamp, value, headers }): Entry => ({
          ...{ topic, partition, offset, time: timestamp, key: null, message: JSON.parse(String(value)) },
          ...(headers && { headers }),
        }),
      )
      for (const { topic, headers } of entries) if (topic === 'jobs') jobs.push(headers?.['x-request-id'] ?? '')
      for (const listener of listeners) listener.entries?.(entries, true)
    },
  })
  const worker = door.openGroup({
    groupId: 'workers',
    topic: 'jobs',
    fromBeginning: true,
    onBatch: async (records, { commit }) => {
      await door.sink.send(records.map(({ value }) => ({ topic: 'results', key: null, value: String(value) })))
      await commit(String(BigInt(records.at(-1)!.offset) + 1n))
    },
  })
  const requests = createRequests({
    db: openState(':memory:'),
    sink: door.sink,
    feed: { listen: (listener) => void listeners.add(listener) },
    hub: { provide: () => {} },
    settings: {},
    systems: [workshop],
    log: quietLog,
    admin: door.admin,
  })
  try {
    const ask = (size: number): string => {
      const result = requests.submit({ system: 'workshop', form: 'job', input: { size }, by: 'ana' })
      assert.ok(result.ok)
      return result.id
    }
    const all = (ids: string[], state: string) => ids.every((id) => requests.get(id)?.state === state)
    const first = Array.from({ length: 20 }, (_, i) => ask(i))
    await until('answers with the broker up', () => all(first, 'answered'))

    process.kill(broker.pid()!, 'SIGKILL')
    const second = Array.from({ length: 30 }, (_, i) => ask(i))
    assert.ok(all(second, 'waiting'))
    await until('answers with the broker back', () => all(second, 'answered'), 180_000)
    assert.deepEqual(
      jobs.filter((id) => second.includes(id)),
      second,
    )
  } finally {
    await requests.close()
    await worker.stop()
    await source.stop()
  }
})
