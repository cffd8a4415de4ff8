import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { RequestRow } from '#lib/protocol.ts'
import { allTopics } from '#lib/systems/index.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { isFree } from '#server/start/steps.ts'
import { watch } from './bench/bench-client.ts'
import { prediction, predictionTopic } from './bench/predictions.ts'
import { type ConsoleProcess, startConsole } from './testing/processes.ts'
import { until } from './testing/until.ts'

const transaction = {
  customer_id: '3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11',
  amount: 6200,
  txn_type: 'debit',
  category: 'rent',
  channel: 'online',
}

let broker: TestBroker
let app: ConsoleProcess
before(async () => {
  broker = await startTestBroker()
  await broker.door.admin.ensureTopics(allTopics())
  app = await startConsole(broker.bootstrap)
})
after(async () => {
  await app[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const submit = async (key: string) => {
  const answer = await fetch(`${app.url}/api/requests/delinquency/transaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(transaction),
  })
  assert.equal(answer.status, 202, await answer.clone().text())
  return ((await answer.json()) as { id: string }).id
}
/** Undefined while the console's own limits hold us back. */
const request = async (id: string) => {
  const answer = await fetch(`${app.url}/api/requests/${id}`)
  if (answer.status === 429) return undefined
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await answer.json()) as RequestRow
}
const known = (id: string) => until('the request is told', () => request(id))
const pid = () => broker.broker.pid()!
const sent = (id: string) =>
  until(
    'the request is sent',
    async () => {
      const row = await request(id)
      return row && row.state !== 'waiting' ? row : undefined
    },
    40_000,
  )
/** Records with this request's id, in all partitions of the topic it went to. */
const sentWith = async (id: string) => {
  const { topic } = (await sent(id)).sent as { topic: string }
  const { door } = broker
  const partitions = (await door.admin.topics()).find(({ name }) => name === topic)!.partitions.map(({ id }) => id)
  const all = await Promise.all(
    partitions.map((partition) => door.admin.readRange({ topic, partition, from: '0', count: 10_000 })),
  )
  return all.flat().filter((record) => record.headers?.['x-request-id'] === id)
}

test('with Kafka stopped a submission is accepted, shown as waiting, and delivered once when Kafka is back', async () => {
  let id: string
  process.kill(pid(), 'SIGSTOP')
  try {
    id = await submit('stopped')
    assert.equal((await known(id)).state, 'waiting')
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  assert.equal((await sentWith(id)).length, 1)
})

test('a kill -9 of the console with 20 submissions waiting loses none, and each is delivered once', async () => {
  // A console that has sent nothing yet asks for a sign of life first: nothing of it is on its way into the broker that stands still.
  app = await app.killAndRestart()
  const ids: string[] = []
  process.kill(pid(), 'SIGSTOP')
  try {
    for (let n = 0; n < 20; n++) ids.push(await submit(`killed-${n}`))
    app = await app.killAndRestart()
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  for (const id of ids) assert.equal((await sentWith(id)).length, 1)
})

test('killed while a submission is on its way, it is looked for on its topic before it is sent again: delivered once', async () => {
  await sent(await submit('before'))
  process.kill(pid(), 'SIGSTOP')
  let id: string
  try {
    id = await submit('under-way')
    app = await app.killAndRestart()
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  assert.equal((await sentWith(id)).length, 1)
  assert.equal((await known(id)).stages.filter((stage) => stage.id === 'produced').length, 1)
})

test('a broker killed three times under load: every acknowledged record is shown once and indexed once, and the feed is back each time', {
  timeout: 240_000,
}, async (t) => {
  const acknowledged = new Set<string>()
  const shown = new Map<string, number>()
  let passed = 0
  const watcher = await watch(app.url, { kind: 'tail', topic: predictionTopic, limit: 1000 }, (frame) => {
    passed = frame.truth.passed
    for (const row of frame.rows ?? []) shown.set(row.k, frame.full ? 1 : (shown.get(row.k) ?? 0) + 1)
  })
  let n = 0
  const write = async (): Promise<string[]> => {
    const batch = Array.from({ length: 10 }, () => prediction(n++, 50_000))
    const at = await broker.door.sink.send(batch).catch(() => [])
    const places = at.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`)
    for (const place of places) acknowledged.add(place)
    return places
  }
  const isShown = (places: string[]) => places.length > 0 && places.every((place) => shown.has(place))
  for (let kill = 0; kill < 3; kill++) {
    for (let batch = 0; batch < 10; batch++) assert.equal((await write()).length, 10)
    const dead = pid()
    const loaded = write()
    process.kill(dead, 'SIGKILL')
    await loaded
    await until('the broker is started again', () => broker.broker.pid() !== dead && pid())
    await until('its port is open', async () => !(await isFree(broker.port)))
    const open = performance.now()
    const first = await until('the broker takes records', async () => isFilled(await write()))
    const taken = performance.now()
    await until('the feed shows them', () => isShown(first))
    const ms = (from: number) => Math.round(performance.now() - from)
    t.diagnostic(
      `kill ${kill + 1}: shown ${ms(taken)} ms after the first acknowledgement, ${ms(open)} ms after the port`,
    )
  }
  await until('every acknowledged record is on screen', () => isShown([...acknowledged]))
  assert.ok(acknowledged.size >= 300)
  assert.deepEqual(
    [...shown].filter(([, times]) => times > 1),
    [],
  )
  assert.equal(passed, 0)
  watcher.close()

  await until('the index holds them', () => isIndexed(acknowledged))
})

const isFilled = (places: string[]) => (places.length > 0 ? places : undefined)

/** Whether each place is in the index; fails at once when one is there twice. */
function isIndexed(places: Set<string>): boolean {
  using index = new DatabaseSync(join(app.data, 'index.db'), { readOnly: true })
  const rows = index
    .prepare(
      "select topic.name || '/' || p || '/' || o as place from event join topic on topic.id = event.topic where name = ?",
    )
    .all(predictionTopic)
    .map(({ place }) => String(place))
  const there = new Set(rows)
  assert.equal(there.size, rows.length)
  return [...places].every((place) => there.has(place))
}
