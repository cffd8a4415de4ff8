import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PulseData, RequestRow } from '#lib/protocol.ts'
import { allTopics, systemOf } from '#lib/systems/index.ts'
import { watch } from './bench/bench-client.ts'
import { prediction, predictionTopic } from './bench/predictions.ts'
import { startReadOnlyBroker } from './kafka/read-only.ts'
import { startConsole } from './testing/processes.ts'
import { until } from './testing/until.ts'

test('a console that may only read shows everything, keeps what it cannot write, and says so', async () => {
  const { broker, env } = await startReadOnlyBroker()
  await using _ = broker
  await broker.door.admin.ensureTopics(allTopics())
  await using app = await startConsole(env.KAFKA_BOOTSTRAP_SERVERS!, undefined, env)
  const get = async (path: string) => (await fetch(app.url + path)).json()

  const critical = { ...JSON.parse(String(prediction(1, 10).value)), risk_score: 0.9, risk_level: 'CRITICAL' }
  await until('the console reads', async () => (await fetch(`${app.url}/readyz`)).ok)
  await broker.door.sink.send([{ topic: predictionTopic, key: critical.customer_id, value: JSON.stringify(critical) }])
  await until(
    'the customer is on the board',
    async () => (await get('/api/systems/delinquency/boards/customers')).rows.length === 1,
  )
  const rule = systemOf('delinquency')!.alerts!.find((r) => r.kind === 'record')!.id
  const alert = await until('the alert fires', async () =>
    (await get('/api/alerts')).alerts.find((a: { rule: string }) => a.rule === rule),
  )
  const ack = await fetch(`${app.url}/api/alerts/${alert.id}/ack`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  assert.equal(ack.status, 200, 'the acknowledgement is kept here')

  const asked = await fetch(`${app.url}/api/requests/delinquency/transaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'read-only' },
    body: JSON.stringify({
      customer_id: critical.customer_id,
      amount: 6200,
      txn_type: 'debit',
      category: 'rent',
      channel: 'online',
    }),
  })
  const { id } = (await asked.json()) as { id: string }
  const failed = await until('the request fails with its cause', async () => {
    const row: RequestRow = await get(`/api/requests/${id}`)
    return row.state === 'failed' ? row : undefined
  })
  assert.match(failed.error ?? failed.say, /author|allow|right|may not/i)

  let notices: string[] = []
  const watcher = await watch(app.url, { kind: 'pulse' }, (frame) => {
    notices = (frame.data as PulseData | undefined)?.notices ?? notices
  })
  await until('the page says that others cannot be told', () => notices.some((notice) => /alert/i.test(notice)))
  watcher.close()
})
