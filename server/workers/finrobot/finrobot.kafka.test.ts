import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseJson } from '#lib/feed/parse.ts'
import { DeadLetter, deadLetters } from '#lib/own-topics.ts'
import { failureOf, finrobot } from '#lib/systems/finrobot.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { freePort } from '#server/start/steps.ts'
import { until } from '#server/testing/until.ts'
import { badKinds, wrongRequest } from './prompts.ts'
import { contract, lagOf, listen, slowServer, workerProcess } from './testing.ts'

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'model/fixture.json'), 'utf8')) as {
  texts: string[]
  labels: string[]
}
const group = finrobot.groups![0]!
let broker: TestBroker
before(async () => {
  broker = await startTestBroker()
})
after(() => broker[Symbol.asyncDispose]())

const read = (value: Buffer | null) => {
  const parsed = parseJson(value!)
  assert.ok(parsed.ok)
  return parsed.value as { inference: any; quality: number; error: string | null }
}
const ask = (topic: string, values: (string | Buffer | null)[], headers?: Record<string, string>) =>
  broker.door.sink.send(values.map((value) => ({ topic, key: null, value, ...(headers ? { headers } : {}) })))

test('every kind of request gets its reply, in order; what cannot be answered is a dead letter', async () => {
  await broker.door.admin.ensureTopics([...finrobot.topics, deadLetters])
  const replies = listen(broker, contract.replies)
  const letters = listen(broker, deadLetters.name)
  const good = fixture.texts.slice(0, 3)
  await ask(contract.requests, [JSON.stringify({ input_data: { input: good } })], { 'x-request-id': 'mine' })
  await ask(contract.requests, [...badKinds.map((kind) => wrongRequest(kind, 'text')), null, Buffer.from([0xff, 0xfe])])
  // Its reply quotes the raw bytes, four characters each: more than the topic takes.
  await ask(contract.requests, [Buffer.alloc(600_000, 1)])
  await ask(contract.requests, ['{"input_data": {"input": []}}'])
  await using worker = await workerProcess(broker.bootstrap)
  assert.equal(worker.about.group, group)

  const said = await until('all are answered but one', () =>
    replies.records.length >= badKinds.length + 4 ? replies.records : undefined,
  )
  assert.ok(said.every((reply) => reply.key?.toString() === 'prediction' && reply.partition === 0))
  assert.deepEqual(
    said.map((reply) => reply.headers?.['x-answers']),
    [...Array.from({ length: badKinds.length + 3 }, (_, i) => `0/${i}`), `0/${badKinds.length + 4}`],
  )
  const [first, ...rest] = said.map((reply) => read(reply.value))
  assert.deepEqual(first, {
    inference: [
      [
        `['${fixture.labels.slice(0, 3).join("', '")}']`,
        { timestamp: '2025-01-15T12:00:00Z', model_version: 'v1.0.0' },
      ],
    ],
    quality: 1,
    error: null,
  })
  assert.equal(said[0]!.headers?.['x-request-id'], 'mine')
  assert.match(said[0]!.headers?.['x-model'] ?? '', /finrobot\/model$/)
  assert.deepEqual(
    rest.map((reply) => failureOf(reply)),
    [...badKinds, 'wrong envelope', 'wrong envelope', undefined],
  )
  assert.equal(rest.at(-1)?.inference[0][0], '[]')

  const [letter] = await until('the dead letter is written', () =>
    letters.records.length ? letters.records : undefined,
  )
  const dead = DeadLetter.parse(JSON.parse(letter!.value!.toString()))
  assert.match(dead.cause, /reply was refused/)
  assert.deepEqual(
    [dead.origin_topic, dead.partition, dead.offset],
    [contract.requests, 0, String(badKinds.length + 3)],
  )
  assert.ok(Buffer.from(dead.value_base64!, 'base64').equals(Buffer.alloc(600_000, 1)))
  await until('the group is through', async () => (await lagOf(broker, group)) === 0)
})

test('1,000 requests at 50 a second, one in a hundred malformed, a worker killed amid them: each ends answered', async () => {
  const requests = 'midway.requests'
  const env = { DEFAULT_INPUT_TOPIC: requests, DEFAULT_OUTPUT_TOPIC: 'midway.replies', DEFAULT_GROUP_ID: 'midway' }
  const [asked, answered] = finrobot.topics as [any, any]
  await broker.door.admin.ensureTopics([
    { ...asked, name: requests, settings: { ...asked.settings, partitions: 2 } },
    { ...answered, name: 'midway.replies' },
  ])
  const replies = listen(broker, 'midway.replies')
  const labelOf = new Map(fixture.texts.map((text, i) => [text, fixture.labels[i]!]))
  const sent = new Map<string, string | null>()
  await using first = await workerProcess(broker.bootstrap, env)
  await using second = await workerProcess(broker.bootstrap, env)
  assert.equal(second.about.group, 'midway')
  await until(
    'both are members',
    async () => (await broker.door.admin.groups()).find((g) => g.id === 'midway')?.members.length === 2,
  )

  let n = 0
  const began = performance.now()
  await until(
    'all are sent',
    async () => {
      const due = Math.min(1000, Math.floor((performance.now() - began) / 20))
      if (n < 400 && due >= 400) await first.kill('SIGKILL')
      for (; n < due; n++) {
        const text = fixture.texts[n % fixture.texts.length]!
        const value = n % 100 === 50 ? wrongRequest(badKinds[((n / 100) % badKinds.length) | 0]!, text) : undefined
        const place = await broker.door.sink.send([
          {
            topic: requests,
            key: null,
            partition: n % 2,
            value: value ?? JSON.stringify({ input_data: { input: [text] } }),
          },
        ])
        sent.set(`${place[0]!.partition}/${place[0]!.offset}`, value ? null : `['${labelOf.get(text)}']`)
      }
      return n === 1000
    },
    60_000,
  )
  await using third = await workerProcess(broker.bootstrap, env)
  assert.equal(third.about.group, 'midway')
  await until('nothing lags', async () => (await lagOf(broker, 'midway', requests)) === 0)
  const places = await until('every request has a reply', () => {
    const by = new Map(replies.records.map((reply) => [reply.headers!['x-answers']!, reply]))
    return by.size === 1000 ? by : undefined
  })
  for (const [place, label] of sent) {
    const reply = read(places.get(place)!.value)
    if (label === null) assert.ok(failureOf(reply), `${place} was malformed`)
    else assert.equal(reply.inference[0][0], label)
  }
  // Read again after the kill, at most what was under way then.
  assert.ok(replies.records.length - 1000 < 260, `${replies.records.length - 1000} answered twice`)
})

test('its own variables name its broker, topics, group, beginning and health port; a port that is taken stops nobody', async () => {
  const port = await freePort()
  const env = {
    DEFAULT_KAFKA_SERVER: broker.bootstrap,
    DEFAULT_INPUT_TOPIC: 'desk.in',
    DEFAULT_OUTPUT_TOPIC: 'desk.out',
    DEFAULT_GROUP_ID: 'desk',
    DEFAULT_FASTAPI_HOST: 'localhost',
    DEFAULT_FASTAPI_PORT: String(port),
  }
  await broker.door.admin.ensureTopics(
    finrobot.topics.map((topic, i) => ({ ...topic, name: i ? env.DEFAULT_OUTPUT_TOPIC : env.DEFAULT_INPUT_TOPIC })),
  )
  const replies = listen(broker, env.DEFAULT_OUTPUT_TOPIC)
  await ask(env.DEFAULT_INPUT_TOPIC, ['{"input_data": {"input": ["before"]}}'])
  const member = async (id: string) =>
    (await broker.door.admin.groups()).find((g) => g.id === id)?.members.some((m) => m.assigned.length > 0)

  await using late = await workerProcess(undefined, {
    ...env,
    DEFAULT_GROUP_ID: 'late',
    DEFAULT_AUTO_OFFSET_RESET: 'latest',
  })
  assert.deepEqual(late.about.brokers, [broker.bootstrap])
  await until('the late one is there', () => member('late'))
  await using early = await workerProcess(undefined, env)
  assert.equal(late.about.port, port)
  assert.equal(early.about.port, undefined)
  const health = await fetch(`http://localhost:${port}/health`)
  assert.equal(await health.text(), '{"status":"healthy"}')
  assert.equal((await fetch(`http://localhost:${port}/predict`)).status, 404)

  await until('the group that begins at the beginning has answered', () => replies.records.length === 1)
  await until('the one at the end did not look back', async () => (await lagOf(broker, 'late', 'desk.in')) !== 1)
  await ask(env.DEFAULT_INPUT_TOPIC, ['{"input_data": {"input": ["after"]}}'])
  // Both groups answer it: three in all, not four.
  await until(
    'both have answered the new one',
    async () => (await lagOf(broker, 'desk', 'desk.in')) === 0 && (await lagOf(broker, 'late', 'desk.in')) === 0,
  )
  await until('three replies', () => replies.records.length >= 3)
  assert.equal(replies.records.length, 3)
})

test('a scoring server that takes longer than a member may be silent is answered for once', async () => {
  await broker.door.admin.ensureTopics([...finrobot.topics, deadLetters])
  const replies = listen(broker, contract.replies)
  // Beyond the group's session timeout of 8 s.
  await using server = await slowServer(10_000)
  const before = await until('where the replies stand', () =>
    replies.ready() ? replies.records.length + 1 : undefined,
  )
  await using _ = await workerProcess(broker.bootstrap, { MLFLOW_MODEL_URI: server.url })
  await until('nothing waits', async () => ((await lagOf(broker, group)) ?? 0) === 0)
  const texts = ['slow', 'next', 'last'].map((text) => JSON.stringify({ input_data: { input: [text] } }))
  await ask(contract.requests, [texts[0]!], { 'x-request-id': 'slow' })
  await until('it is asked', () => server.asked() === 1)
  await ask(contract.requests, texts.slice(1), { 'x-request-id': 'next' })
  await until('nothing waits', async () => (await lagOf(broker, group)) === 0, 30_000)
  assert.equal(server.asked(), 3)
  assert.deepEqual(
    replies.records.slice(before - 1).map((reply) => reply.headers?.['x-request-id']),
    ['slow', 'next', 'next'],
  )
})
