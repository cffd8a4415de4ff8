import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Kafka, logLevel } from 'kafkajs'
import { until } from '#server/testing/until.ts'
import { assigners } from './assigners.ts'
import { declare } from './source-testing.ts'
import { startTestBroker, type TestBroker } from './testing.ts'

let kafka: TestBroker
before(async () => {
  kafka = await startTestBroker()
})
after(() => kafka[Symbol.asyncDispose]())

// A system's own worker beside ours: the broker refused it (INCONSISTENT_GROUP_PROTOCOL), and kafka-python's consumer ended.
for (const [at, name] of ['range', 'roundrobin'].entries()) {
  test(`a member that knows only ${name}, and reads a topic more, shares a group with ours`, async () => {
    const { admin, sink } = kafka.door
    const [ours, theirs] = [`ours-${name}`, `theirs-${name}`]
    await admin.ensureTopics([declare(ours, 4), declare(theirs, 2)])
    const read = new Map<string, string>()
    await using member = kafka.door.openGroup({
      ...{ groupId: name, topic: ours, fromBeginning: true },
      onBatch: async (records, { commit }) => {
        for (const { value } of records) read.set(String(value), 'we')
        await commit(String(Number(records.at(-1)?.offset) + 1))
      },
    })
    await until('our member', () => member.state() === 'up')
    const client = new Kafka({ clientId: 'other', brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING })
    const other = client.consumer({ groupId: name, partitionAssigners: [assigners[at]!], retry: { retries: 0 } })
    let crash: unknown
    other.on(other.events.CRASH, ({ payload }) => {
      crash = payload.error
    })
    await other.connect()
    try {
      await other.subscribe({ topics: [ours, theirs], fromBeginning: true })
      await other.run({ eachMessage: async ({ message }) => void read.set(String(message.value), 'they') })
      const shared = await until('both have partitions', async () => {
        if (crash) throw crash
        const group = (await admin.groups()).find(({ id }) => id === name)
        const [a, b] = (group?.members ?? []).map(({ assigned }) => assigned)
        return group?.state === 'Stable' && a?.length && b?.length ? [...a, ...b] : undefined
      })
      const count = (topic: string) =>
        shared.filter((one) => one.topic === topic).flatMap(({ partitions }) => partitions)
      assert.deepEqual(count(ours).sort(), [0, 1, 2, 3])
      assert.deepEqual(count(theirs).sort(), [0, 1])
      const values = Array.from({ length: 40 }, (_, i) => `${i}`)
      await sink.send(values.map((value) => ({ topic: ours, key: value, value })))
      await sink.send([{ topic: theirs, key: 'k', value: 'theirs' }])
      await until('everything read', () => read.size === values.length + 1)
      assert.equal(read.get('theirs'), 'they')
      assert.deepEqual([...new Set(read.values())].sort(), ['they', 'we'])
    } finally {
      await other.disconnect()
    }
  })
}
