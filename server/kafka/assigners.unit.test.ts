import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assigner, Cluster, PartitionAssigner } from 'kafkajs'
import { assigners, range, roundRobin } from './assigners.ts'

const member = (id: string, ...topics: string[]) => ({ id, topics: new Set(topics) })
const shown = (shares: ReturnType<typeof range>) =>
  Object.fromEntries(
    [...shares].map(([id, places]) => [id, places.map(({ topic, partition }) => `${topic}${partition}`).join(' ')]),
  )

test('partitions are shared out as Kafka’s own assignors do', () => {
  // The examples of RangeAssignor and RoundRobinAssignor in Kafka's documentation.
  const two = [member('C0', 't0', 't1'), member('C1', 't0', 't1')]
  const both = new Map([
    ['t0', [0, 1, 2]],
    ['t1', [0, 1, 2]],
  ])
  assert.deepEqual(shown(range(two, both)), { C0: 't00 t01 t10 t11', C1: 't02 t12' })
  assert.deepEqual(shown(roundRobin(two, both)), { C0: 't00 t02 t11', C1: 't01 t10 t12' })

  const mixed = [member('C0', 't0'), member('C1', 't0', 't1'), member('C2', 't0', 't1', 't2')]
  const three = new Map([
    ['t0', [0]],
    ['t1', [0, 1]],
    ['t2', [0, 1, 2]],
  ])
  assert.deepEqual(shown(roundRobin(mixed, three)), { C0: 't00', C1: 't10', C2: 't11 t20 t21 t22' })
  assert.deepEqual(shown(range(mixed, three)), { C0: 't00', C1: 't10', C2: 't11 t20 t21 t22' })
})

test('what is said on the wire is what kafka-python 2.0.2 writes and reads', async () => {
  const partitions = (topic: string) => (topic === 'bot-queries' ? [{ partitionId: 2 }, { partitionId: 0 }] : [])
  const cluster = { findTopicPartitionMetadata: partitions } as unknown as Cluster
  const [first] = assigners.map((make) => make({ cluster } as Parameters<PartitionAssigner>[0])) as [Assigner]
  // Recorded from kafka.coordinator.protocol.
  const subscription = Buffer.from('000000000001000b626f742d7175657269657300000000', 'hex')
  assert.deepEqual(first.protocol({ topics: ['bot-queries'] }), { name: 'range', metadata: subscription })
  const given = await first.assign({
    members: ['b', 'a', 'c'].map((memberId) => ({ memberId, memberMetadata: subscription })),
    topics: ['bot-queries'],
  })
  assert.deepEqual(
    given.map(({ memberId, memberAssignment }) => [memberId, memberAssignment.toString('hex')]),
    [
      ['a', '000000000001000b626f742d71756572696573000000010000000000000000'],
      ['b', '000000000001000b626f742d71756572696573000000010000000200000000'],
      // Nobody is left out: kafka-python and the Java client cannot read an assignment of no bytes.
      ['c', '00000000000000000000'],
    ],
  )
})
