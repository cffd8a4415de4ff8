import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RequestRow } from '#lib/protocol.ts'
import { allTopics } from '#lib/systems/index.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
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
const request = async (id: string) => (await (await fetch(`${app.url}/api/requests/${id}`)).json()) as RequestRow
const sentWith = async (id: string) => {
  const { partition, topic } = (await request(id)).sent as { topic: string; partition: number }
  const records = await broker.door.admin.readRange({ topic, partition, from: '0', count: 10_000 })
  return records.filter((record) => record.headers?.['x-request-id'] === id)
}
const pid = () => broker.broker.pid()!
const sent = (id: string) => until('the request is sent', async () => (await request(id)).state !== 'waiting', 40_000)

test('with Kafka stopped a submission is accepted, shown as waiting, and delivered once when Kafka is back', async () => {
  process.kill(pid(), 'SIGSTOP')
  let id: string
  try {
    id = await submit('stopped')
    assert.equal((await request(id)).state, 'waiting')
  } finally {
    process.kill(pid(), 'SIGCONT')
  }
  await sent(id)
  assert.equal((await sentWith(id)).length, 1)
})

test('a kill -9 of the console between accepting and delivering loses nothing', async () => {
  process.kill(pid(), 'SIGSTOP')
  const ids: string[] = []
  try {
    for (let n = 0; n < 20; n++) ids.push(await submit(`killed-${n}`))
  } finally {
    app = await app.killAndRestart()
    process.kill(pid(), 'SIGCONT')
  }
  for (const id of ids) {
    await sent(id)
    assert.equal((await sentWith(id)).length, 1)
  }
})

test('a broker killed three times under load: every acknowledged record is shown once', {
  timeout: 120_000,
}, async () => {
  const acknowledged = new Set<string>()
  const shown = new Map<string, number>()
  const watcher = await watch(app.url, { kind: 'tail', topic: predictionTopic }, (frame) => {
    for (const row of frame.rows ?? []) shown.set(row.k, frame.full ? 1 : (shown.get(row.k) ?? 0) + 1)
  })
  let n = 0
  for (let kill = 0; kill < 3; kill++) {
    const dead = pid()
    for (let batch = 0; batch < 20; batch++) {
      if (batch === 10) process.kill(dead, 'SIGKILL')
      await until(
        'the broker takes a record',
        async () => {
          try {
            for (const at of await broker.door.sink.send([prediction(n++, 50_000)]))
              acknowledged.add(`${at.topic}/${at.partition}/${at.offset}`)
            return true
          } catch {
            return false
          }
        },
        60_000,
      )
    }
  }
  const ready = async () => {
    const { ok } = await fetch(`${app.url}/readyz`)
    return ok && [...acknowledged].every((place) => shown.has(place))
  }
  await until('every acknowledged record is on screen', ready, 30_000)
  assert.deepEqual(
    [...shown].filter(([, times]) => times > 1),
    [],
  )
  watcher.close()
})
