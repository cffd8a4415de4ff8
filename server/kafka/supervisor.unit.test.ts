import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KafkaState } from '#lib/protocol.ts'
import { until } from '#server/testing/until.ts'
import { type Generation, supervise } from './supervisor.ts'
import type { Wire } from './wire.ts'

/** A cluster of one topic with one partition, whose log ends at `high`. */
const clusterAt = (high: () => number): Wire => ({
  metadata: async () => ({
    ...{ clusterId: 'c', controller: 1, brokers: [{ id: 1, host: 'h', port: 1, rack: null }] },
    topics: [
      {
        ...{ name: 't', error: 0, internal: false },
        partitions: [{ id: 0, error: 0, leader: 1, replicas: [1], isr: [1], offline: [] }],
      },
    ],
  }),
  offsets: async () => [{ topic: 't', partition: 0, offset: high(), error: 0 }],
  fetch: async () => ({ partitions: [], reply: Buffer.alloc(0) }),
  close: () => {},
})

function start(run: (generation: Generation, life: number) => Promise<void>, high = () => 10) {
  const states: KafkaState[] = []
  let lives = 0
  const source = supervise(
    {
      ...{ wire: () => clusterAt(high), physical: (topic) => topic, mode: 'external' as const },
      pace: { everyMs: 10, patienceMs: 60 },
      log: { warn: () => {}, debug: () => {} },
      run: (generation) => run(generation, ++lives),
    },
    {
      ...{ topics: ['t'], cursor: () => undefined, begin: { backMs: 0, maxRecords: 0 } },
      ...{ onBatch: () => {}, onGap: () => {}, onState: (state) => void states.push(state) },
    },
  )
  return { source, states, lives: () => lives, [Symbol.asyncDispose]: () => source.stop() }
}
const forever = () => new Promise<void>(() => {})
const up = { brokers: 1, clusterId: 'c', latencyMs: 1 }

test('a client that is behind and stands still is replaced, without waiting for its end, and is told as down', async () => {
  await using seen = start(async ({ up: report, progress }, life) => {
    report(up)
    progress.set('t/0', { topic: 't', partition: 0, next: life === 1 ? 4 : 10, target: 10 })
    await forever()
  })
  await until('a second life', () => seen.lives() === 2 && seen.states.at(-1)?.state === 'up')
  const down = seen.states.find(({ state }) => state === 'down')
  assert.match(down?.cause ?? '', /no progress for 5 s on t\/0/)
  assert.equal(seen.source.caughtUp(), true)
})

test('a client that has read everything, or goes on reading, is left alone', async () => {
  let high = 10
  let probes = 0
  await using seen = start(
    async ({ up: report, progress, signal }) => {
      report(up)
      const mine = { topic: 't', partition: 0, next: 10, target: 10 }
      progress.set('t/0', mine)
      const reading = setInterval(() => {
        mine.next = high - 1
      }, 5)
      signal.addEventListener('abort', () => clearInterval(reading))
      await forever()
    },
    () => {
      probes++
      return high++
    },
  )
  await until('many probes', () => probes > 30)
  assert.equal(seen.lives(), 1)
})

test('what a replaced client still says is ignored', async () => {
  const said: Generation[] = []
  await using seen = start(async (generation) => {
    said.push(generation)
    generation.up(up)
    if (said.length === 1) throw new Error('connect ECONNREFUSED 127.0.0.1:9092')
    await forever()
  })
  await until('a second life', () => said.length === 2)
  await until('up', () => seen.states.at(-1)?.state === 'up')
  const before = seen.states.length
  said[0]?.up({ brokers: 99, clusterId: 'old' })
  assert.equal(
    seen.states.slice(before).some(({ brokers }) => brokers === 99),
    false,
  )
  assert.equal(said[0]?.signal.aborted, true)
  assert.equal(seen.states.find(({ state }) => state === 'down')?.cause, 'nothing listens on 127.0.0.1:9092')
})
