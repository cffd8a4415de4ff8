import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kafka, logLevel } from 'kafkajs'
import { deadLetters } from '#lib/own-topics.ts'
import { Refused } from './errors.ts'
import { startTestBroker } from './testing.ts'
import { openWire } from './wire.ts'

const LZ4 = 3
const limits = { maxWaitMs: 100, maxBytes: 10_000_000, maxBytesPerPartition: 10_000_000 }

test('a producer’s settings hold on the wire: lz4, what comes within the linger in one batch, batches of a size, too large refused', async () => {
  await using kafka = await startTestBroker()
  // This topic keeps what producers send: the broker does not compress it anew.
  const { name: topic } = deadLetters
  await kafka.door.admin.ensureTopics([deadLetters])
  const wire = openWire(
    new Kafka({ clientId: 'test', brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 0 } }),
    1,
  )
  const batches = async (offset: number) => {
    const { topics } = await wire.metadata([topic])
    const {
      partitions: [fetched],
    } = await wire.fetch(topics[0]!.partitions[0]!.leader, [{ topic, partition: 0, offset }], limits)
    return fetched!.batches
  }
  const limitsOfOurs = { batchBytes: 64 * 1024, maxRequestBytes: 1024 * 1024, deliveryTimeoutMs: 20_000 }
  const patient = kafka.open({ compression: 'lz4', producer: { ...limitsOfOurs, lingerMs: 1000 } }).sink
  const { sink } = kafka.open({ compression: 'lz4', producer: { ...limitsOfOurs, lingerMs: 10 } })
  const record = (length: number) => ({ topic, key: 'k', value: 'x'.repeat(length) })

  const first = patient.send([record(1000)])
  // A later turn: without the linger the first one would have left alone.
  await new Promise((resolve) => setImmediate(resolve))
  await Promise.all([first, ...Array.from({ length: 20 }, () => patient.send([record(1000)]))])
  const [linger, ...more] = await batches(0)
  assert.equal(linger!.count, 21)
  assert.equal(linger!.attributes & 7, LZ4)
  assert.ok(linger!.bytes!.length < 2000, 'compressed it is much smaller')
  assert.equal(more.length, 0)

  await Promise.all(Array.from({ length: 10 }, () => sink.send([record(20_000)])))
  const sized = await batches(21)
  assert.deepEqual(
    sized.map((batch) => batch.count),
    [3, 3, 3, 1],
  )
  await assert.rejects(sink.send([record(1024 * 1024 + 1)]), Refused)

  await kafka.door.sink.send([record(1000)])
  const [plain] = await batches(31)
  assert.equal(plain!.attributes & 7, 0, 'without settings as before')
  wire.close()
})
