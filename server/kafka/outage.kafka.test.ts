import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { freePort } from '#server/start/steps.ts'
import { until } from '#server/testing/until.ts'
import { PortTaken, startBroker } from './embedded.ts'
import { declare, watch } from './source-testing.ts'
import { kafkaLib, startTestBroker, type TestBroker } from './testing.ts'

let kafka: TestBroker
before(async () => {
  kafka = await startTestBroker()
  await kafka.door.admin.ensureTopics([declare('t', 2)])
})
after(() => kafka[Symbol.asyncDispose]())

/** Kills the broker as a crash would; resolves when its supervisor has started another. */
async function crash(): Promise<void> {
  const pid = kafka.broker.pid()
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
  await until('the broker to be gone', () => kafka.broker.pid() !== pid)
  await until(
    'the broker to be back',
    async () => (await kafka.door.admin.cluster().catch(() => undefined)) !== undefined,
  )
}

test('after a broker crash both sources go on within 10 s, nothing is lost and nothing doubled', async () => {
  await using direct = watch(kafka.open({ source: 'direct' }), ['t'])
  await using group = watch(kafka.open({ source: 'group' }), ['t'])
  const sent: string[] = []
  let stop = false
  const writing = (async () => {
    for (let i = 0; !stop; i++) {
      const value = String(i)
      // What the outbox does: try again as long as it is told that it may.
      for (;;) {
        const done = await kafka.door.sink.send([{ topic: 't', key: value, value }]).then(
          () => true,
          (error) => {
            assert.equal(error.name, 'KafkaDown')
            return false
          },
        )
        if (done) break
      }
      sent.push(value)
    }
  })()
  await until('both read', () => direct.records.length > 100 && group.records.length > 100)
  await crash()
  const [d, g] = [direct.records.length, group.records.length]
  await until('both read again', () => direct.records.length > d && group.records.length > g)
  stop = true
  await writing
  const all = [...sent].sort()
  await until('all of them', () => direct.records.length >= all.length && group.records.length >= all.length)
  const withoutRepeats = (seen: typeof direct) => {
    const places = new Map(seen.records.map((r) => [`${r.partition}/${r.offset}`, String(r.value)]))
    return [...places.values()].sort()
  }
  assert.deepEqual(withoutRepeats(direct), all)
  assert.deepEqual(withoutRepeats(group), all)
  assert.equal(direct.records.length, all.length)
  assert.ok(direct.states.some((s) => s.state === 'down' && s.cause && s.remedy && s.nextTryAt))
  assert.equal(direct.states.at(-1)?.state, 'up')
})

test('a source, a sink and an admin of a broker that is not there say so, and work once it is', async () => {
  const port = await freePort()
  const away = { brokers: [`127.0.0.1:${port}`] }
  const door = kafka.open({ source: 'direct' }, away)
  await using direct = watch(door, ['t'])
  await using group = watch(kafka.open({ source: 'group' }, away), ['t'])
  await until('both to say down', () => [direct, group].every((s) => s.states.at(-1)?.state === 'down'))
  assert.equal(direct.states.at(-1)?.cause, `nothing listens on 127.0.0.1:${port}`)
  await assert.rejects(door.sink.send([{ topic: 't', key: null, value: 'x' }]), { name: 'KafkaDown', retriable: true })
  await assert.rejects(door.admin.topics(), { name: 'KafkaDown' })
  await using _broker = await startBroker({ lib: kafkaLib, dir: `${kafka.broker.dir}-2`, port, heapMb: 256 })
  await door.admin.ensureTopics([declare('t')])
  const places = await door.sink.send([{ topic: 't', key: null, value: 'x' }])
  assert.deepEqual(places, [{ topic: 't', partition: 0, offset: '0' }])
  await until('both read it', () => direct.texts().includes('x') && group.texts().includes('x'))
  await using taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port: busy } = taken.address() as { port: number }
  const refused = startBroker({ lib: kafkaLib, dir: `${kafka.broker.dir}-3`, port: busy })
  await assert.rejects(refused, (error) => error instanceof PortTaken && /KAFKA_PORT=/.test(error.message))
})

test('what Kafka will never take is refused by name, and what was sent beside it arrives', async () => {
  const { sink } = kafka.door
  const [missing, large, good] = await Promise.allSettled([
    sink.send([{ topic: 'no-such-topic', key: 'a', value: 'x' }]),
    sink.send([{ topic: 't', key: 'a', value: 'x'.repeat(2_000_000) }]),
    sink.send([
      { topic: 't', key: 'a', value: 'x' },
      { topic: 't', key: 'a', value: 'y' },
    ]),
  ])
  assert.deepEqual([missing.status, large.status, good.status], ['rejected', 'rejected', 'fulfilled'])
  for (const one of [missing, large]) {
    assert.equal(one.status === 'rejected' && one.reason.name, 'Refused')
    assert.equal(one.status === 'rejected' && one.reason.retriable, false)
  }
  assert.ok(good.status === 'fulfilled')
  const [first, second] = good.value
  assert.equal(Number(second?.offset), Number(first?.offset) + 1)
  const { partition = 0, offset = '0' } = first ?? {}
  const read = await kafka.door.admin.readRange({ topic: 't', partition, from: offset, count: 2 })
  assert.deepEqual(
    read.map((record) => String(record.value)),
    ['x', 'y'],
  )
})

test('a broker that stands still is told as down within seconds, and read again when it goes on', async () => {
  await using seen = watch(kafka.open({ source: 'direct' }), ['t'])
  await until('up', () => seen.source.caughtUp())
  const pid = kafka.broker.pid() ?? 0
  process.kill(pid, 'SIGSTOP')
  try {
    await until('down', () => seen.states.at(-1)?.state === 'down', 8000)
    assert.match(seen.states.at(-1)?.cause ?? '', /does not answer/)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await until('up again', () => seen.states.at(-1)?.state === 'up')
  await until('a send', () => kafka.door.sink.send([{ topic: 't', key: null, value: 'on' }]).catch(() => false))
  await until('it is read', () => seen.texts().includes('on'))
})
