import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Kafka, logLevel } from 'kafkajs'
import type { Raw } from '#server/ports.ts'
import { until } from '#server/testing/until.ts'
import type { KafkaDoor } from './client.ts'
import { declare, watch } from './source-testing.ts'
import { startTestBroker, type TestBroker } from './testing.ts'

let kafka: TestBroker
before(async () => {
  kafka = await startTestBroker()
})
after(() => kafka[Symbol.asyncDispose]())

const write = (topic: string, values: string[], door = kafka.door, partition = 0) =>
  door.sink.send(values.map((value) => ({ topic, key: 'k', value, partition })))

/** What only an administrator does: the rival's own admin client. */
async function asAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

for (const driver of ['direct', 'group'] as const) {
  describe(`source (${driver})`, () => {
    let door: KafkaDoor
    let n = 0
    before(() => {
      door = kafka.open({ source: driver })
    })
    after(() => door.close())
    const fresh = async (partitions = 1, config: Record<string, string> = {}) => {
      const name = `${driver}-${n++}`
      await kafka.door.admin.ensureTopics([declare(name, partitions, config)])
      return name
    }

    test('records of a partition arrive in order, with key, time and headers', async () => {
      const topic = await fresh(2)
      const began = Date.now()
      await using seen = watch(door, [topic])
      await kafka.door.sink.send([{ topic, key: 'a', value: '0', headers: { 'x-request-id': 'r1' }, partition: 1 }])
      const values = Array.from({ length: 1200 }, (_, i) => String(i + 1))
      await write(topic, values, kafka.door, 1)
      await kafka.door.sink.send([{ topic, key: null, value: null, partition: 0 }])
      await until('all records', () => seen.records.length === 1202)
      const [first, ...rest] = seen.records.filter((record) => record.partition === 1)
      assert.equal(first?.topic, topic)
      assert.equal(String(first?.key), 'a')
      assert.deepEqual(first?.headers, { 'x-request-id': 'r1' })
      assert.ok(Math.abs((first?.timestamp ?? 0) - began) < 60_000)
      assert.deepEqual(
        rest.map((record) => String(record.value)),
        values,
      )
      assert.deepEqual(
        rest.map((record) => record.offset),
        values,
      )
      assert.equal(rest[0]?.headers, undefined)
      const empty = seen.records.find((record) => record.partition === 0)
      assert.deepEqual([empty?.key, empty?.value], [null, null])
      assert.equal(seen.states.at(-1)?.state, 'up')
    })

    test('reading goes on at the cursor, and without one no further back than asked', async () => {
      const topic = await fresh()
      await write(topic, ['0', '1', '2', '3', '4', '5'])
      await using resumed = watch(door, [topic], { cursor: () => '4' })
      await using last = watch(door, [topic], { begin: { backMs: 3_600_000, maxRecords: 3 } })
      await using young = watch(door, [topic], { begin: { backMs: 0, maxRecords: 100 } })
      await until('all caught up', () => [resumed, last, young].every((s) => s.source.caughtUp()))
      assert.deepEqual(resumed.texts(), ['4', '5'])
      assert.deepEqual(last.texts(), ['3', '4', '5'])
      assert.deepEqual(young.texts(), [])
      await write(topic, ['6'])
      await until('the new record', () => [resumed, last, young].every((s) => s.texts().at(-1) === '6'))
      assert.deepEqual(young.texts(), ['6'])
    })

    test('partitions and topics that come later are read from their beginning', async () => {
      const topic = await fresh()
      const later = `${driver}-later`
      await using seen = watch(door, [topic, later])
      await write(topic, ['old'])
      await until('the first record', () => seen.texts().includes('old'))
      await asAdmin((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }))
      await kafka.door.admin.ensureTopics([declare(later)])
      await until(
        'the new partition takes records',
        async () => (await kafka.door.admin.latestOffsets([topic])).length === 3,
      )
      await write(topic, ['new'], kafka.open(), 2)
      await write(later, ['later'])
      await until('both', () => seen.texts().includes('new') && seen.texts().includes('later'))
    })

    test('every codec is read', async () => {
      const topic = await fresh()
      await using seen = watch(door, [topic])
      const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
      for (const codec of codecs) {
        const writer = kafka.open({ compression: codec })
        await write(topic, [codec, 'x'.repeat(5000)], writer)
      }
      await until('all of them', () => seen.records.length === 10)
      assert.deepEqual(
        seen.texts().filter((text) => text.length < 10),
        [...codecs],
      )
      assert.ok(seen.texts().filter((text) => text === 'x'.repeat(5000)).length === 5)
    })

    test('who keeps nothing reads every record right, though the bytes are written over', async () => {
      const topic = await fresh(3)
      const text = (n: number) => `${n} ${String.fromCharCode(97 + (n % 26)).repeat(n % 1000)}`
      for (let p = 0; p < 3; p++)
        for (let from = 0; from < 6000; from += 1000)
          await write(
            topic,
            Array.from({ length: 1000 }, (_, i) => text(from + i)),
            kafka.door,
            p,
          )
      let right = 0
      const onBatch = (batch: Raw[]) => {
        for (const { offset, key, value } of batch)
          if (String(key) === 'k' && String(value) === text(Number(offset))) right++
      }
      await using seen = watch(door, [topic], { passing: true, onBatch })
      await until('all of them', () => right === 18_000)
      assert.deepEqual(seen.gaps, [])
    })

    test('records that expired before they were read are a gap, told once', async () => {
      const topic = await fresh()
      await write(topic, ['0', '1', '2', '3', '4', '5'])
      await asAdmin(async (admin) => {
        // kafkajs forgets to look the topic up for the call after.
        await admin.fetchTopicOffsets(topic)
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] })
      })
      await using seen = watch(door, [topic], { cursor: () => '1' })
      await until('the rest', () => seen.records.length === 2)
      assert.deepEqual(seen.texts(), ['4', '5'])
      assert.deepEqual(
        seen.gaps.map(({ topic, from, to }) => ({ topic, from, to })),
        [{ topic, from: '1', to: '4' }],
      )
    })

    test('a topic that was deleted and made anew is read from its beginning', async () => {
      const topic = await fresh()
      await using seen = watch(door, [topic])
      await write(topic, ['a', 'b', 'c'])
      await until('the old records', () => seen.records.length === 3)
      await asAdmin((admin) => admin.deleteTopics({ topics: [topic] }))
      const anew = kafka.open()
      await until('the new topic', async () => {
        const made = await anew.admin.ensureTopics([declare(topic)]).catch(() => ({ created: [] }))
        return made.created.length > 0
      })
      await write(topic, ['d'], anew)
      await until('the new record', () => seen.texts().includes('d'))
      assert.ok(seen.gaps.length >= 1)
    })

    test('a batch that would fill our memory is passed over, and everything else goes on', async () => {
      const topic = await fresh(2)
      await using seen = watch(door, [topic])
      const bomb = kafka.open({ compression: 'gzip' })
      await bomb.sink.send([{ topic, key: 'k', value: Buffer.alloc(70 * 1024 * 1024), partition: 0 }])
      await write(topic, ['after'], kafka.door, 0)
      await write(topic, ['beside'], kafka.door, 1)
      await until('the good ones', () => seen.texts().length === 2)
      assert.deepEqual(seen.texts().sort(), ['after', 'beside'])
      assert.deepEqual(
        seen.gaps.map(({ from, to }) => ({ from, to })),
        [{ from: '0', to: '1' }],
      )
      assert.equal(
        seen.states.some(({ state }) => state === 'down'),
        false,
      )
    })

    test('records of aborted transactions are not shown', async () => {
      const topic = await fresh()
      await using seen = watch(door, [topic])
      const rival = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING })
      const producer = rival.producer({ transactionalId: `tx-${driver}`, maxInFlightRequests: 1, idempotent: true })
      await producer.connect()
      for (const [value, commit] of [
        ['kept', true],
        ['dropped', false],
        ['kept too', true],
      ] as const) {
        const transaction = await producer.transaction()
        await transaction.send({ topic, messages: [{ value }] })
        await (commit ? transaction.commit() : transaction.abort())
      }
      await producer.disconnect()
      await until('the committed ones', () => seen.records.length === 2)
      assert.deepEqual(seen.texts(), ['kept', 'kept too'])
      assert.deepEqual(seen.gaps, [])
    })
  })
}
