import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestsDeps } from './requests.ts'
import { startRequests } from './testing.ts'

test('a submitted form becomes a record with its id on it, and the request says where it is', async () => {
  await using app = startRequests()
  const id = app.ask(7)
  await app.clock.move(0)
  const [record] = app.kafka.on('jobs')
  assert.equal(record?.headers?.['x-request-id'], id)
  assert.equal(record?.headers?.['x-attempt'], '1')
  assert.equal(record?.key, id)
  assert.deepEqual(JSON.parse(String(record?.value)), { job: id, size: 7 })
  assert.deepEqual(app.requests.get(id)?.sent, { topic: 'jobs', partition: 0, offset: '0' })
  assert.deepEqual(app.stagesOf(id), ['accepted', 'produced'])
})

test('a form with a wrong field is answered with that field, and nothing is produced', async () => {
  await using app = startRequests()
  const result = app.requests.submit({ system: 'workshop', form: 'job', input: { size: 101 }, by: 'ana' })
  assert.ok(!result.ok)
  assert.equal(result.status, 422)
  assert.deepEqual(result.errors, { size: 'must be at most 100' })
  await app.clock.move(1_000)
  assert.equal(app.kafka.records.length, 0)
  assert.equal(app.requests.list().length, 0)
})

test('a form that does not exist is not found', async () => {
  await using app = startRequests()
  const result = app.requests.submit({ system: 'workshop', form: 'nothing', input: {}, by: 'ana' })
  assert.equal(result.ok || result.status, 404)
})

test('the same key and body are answered the same; the same key with another body is a conflict', async () => {
  await using app = startRequests()
  const send = (input: unknown) =>
    app.requests.submit({ system: 'workshop', form: 'job', input, idempotencyKey: 'k1', by: 'ana' })
  const first = send({ size: 1, name: 'a' })
  const second = send({ name: 'a', size: 1 })
  const other = send({ size: 2, name: 'a' })
  assert.ok(first.ok && second.ok)
  assert.equal(second.id, first.id)
  assert.equal(second.repeated, true)
  assert.equal(other.ok || other.status, 409)
  await app.clock.move(0)
  assert.equal(app.kafka.records.length, 1)
})

test('with Kafka down a request is accepted, shown as waiting, and delivered once and in order when Kafka is back', async () => {
  await using app = startRequests()
  app.kafka.down = true
  app.state.kafka = 'down'
  const ids = Array.from({ length: 20 }, (_, i) => app.ask(i, 'job', 'same-key'))
  await app.clock.move(60_000)
  assert.ok(ids.every((id) => app.stateOf(id) === 'waiting'))
  assert.match(app.requests.get(ids[0]!)!.say, /Waiting for Kafka: connection refused/)
  assert.ok(app.kafka.tries < 40, `${app.kafka.tries} attempts in a minute`)

  app.kafka.down = false
  app.state.kafka = 'up'
  await app.clock.move(1_000)
  assert.deepEqual(
    app.kafka.on('jobs').map((record) => record.headers?.['x-request-id']),
    ids,
  )
  assert.ok(ids.every((id) => app.stateOf(id) === 'sent'))
  await app.clock.move(60_000)
  assert.equal(app.kafka.records.length, 20)
})

test('a record Kafka will never take fails its request with the cause, and those beside it still go', async () => {
  await using app = startRequests()
  app.kafka.down = true
  const ids = [app.ask(1), app.ask(13), app.ask(2)]
  await app.clock.move(100)
  app.kafka.down = false
  app.kafka.refuse = (record) => String(record.value).includes('"size":13')
  await app.clock.move(30_000)
  assert.deepEqual(ids.map(app.stateOf), ['late', 'failed', 'late'])
  assert.match(app.requests.get(ids[1]!)!.error!, /not authorised/)
  assert.equal(app.kafka.records.length, 2)
})

test('an outbox at its limit refuses with when to come again, and accepts nothing', async () => {
  await using app = startRequests({ limits: { rows: 3, bytes: 1e9 } })
  app.kafka.down = true
  for (let i = 0; i < 3; i++) app.ask(i)
  const result = app.requests.submit({ system: 'workshop', form: 'job', input: { size: 1 }, by: 'ana' })
  assert.ok(!result.ok)
  assert.equal(result.status, 503)
  assert.ok(result.retryAfter! > 0)
  assert.equal(app.requests.list().length, 3)
})

test('a full disk refuses with 507 and leaves nothing half-written; what was there is still read', async () => {
  await using app = startRequests()
  app.kafka.down = true
  const before = app.ask(1)
  const { page_count: pages } = app.db.prepare('pragma page_count').get() as { page_count: number }
  app.db.exec(`pragma max_page_count = ${pages}`)
  const input = { size: 1, name: 'x'.repeat(20_000) }
  const result = app.requests.submit({ system: 'workshop', form: 'job', input, by: 'ana' })
  assert.equal(result.ok || result.status, 507)
  assert.deepEqual(
    app.requests.list().map((row) => row.id),
    [before],
  )
  app.db.exec('pragma max_page_count = 1000000')
  assert.ok(app.requests.submit({ system: 'workshop', form: 'job', input, by: 'ana' }).ok)
})

test('sent while the disk was full, a record is not sent again, and its state is written when there is room', async () => {
  await using app = startRequests()
  let release = () => {}
  app.kafka.hang = new Promise((done) => (release = done))
  const ids = Array.from({ length: 30 }, (_, i) => app.ask(i))
  await app.clock.move(1)
  const { page_count: pages } = app.db.prepare('pragma page_count').get() as { page_count: number }
  app.db.exec(`pragma max_page_count = ${pages}`)
  release()
  await app.clock.move(5_000)
  assert.ok(ids.every((id) => app.stateOf(id) === 'sent'))
  app.db.exec('pragma max_page_count = 1000000')
  await app.clock.move(5_000)
  assert.equal(app.kafka.records.length, 30)
  assert.equal(app.requests.counts().outbox.rows, 0)
  const stored = app.db.prepare("select count(*) as n from request where state = 'sent'").get() as { n: number }
  assert.equal(stored.n, 30)
})

test('a request that still waits can be taken back; one that left cannot', async () => {
  await using app = startRequests()
  app.kafka.down = true
  const id = app.ask(1)
  await app.clock.move(1_000)
  assert.ok(app.requests.cancel(id, 'ana').ok)
  assert.equal(app.stateOf(id), 'cancelled')
  app.kafka.down = false
  const gone = app.ask(2)
  await app.clock.move(60_000)
  assert.equal(app.kafka.records.length, 1)
  const result = app.requests.cancel(gone, 'ana')
  assert.equal(result.ok || result.status, 409)
  assert.deepEqual(
    app.requests.audit.list().map((row) => row.what),
    ['submit', 'cancel', 'submit'],
  )
})

test('a late request sent again is a new attempt under the same id', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(12_000)
  assert.equal(app.stateOf(id), 'late')
  assert.ok(app.requests.retry(id, 'ana').ok)
  await app.clock.move(0)
  assert.equal(app.kafka.records[1]?.headers?.['x-request-id'], id)
  assert.equal(app.kafka.records[1]?.headers?.['x-attempt'], '2')
  app.arrive('results', { job: id, size: 1 })
  assert.equal(app.stateOf(id), 'answered')
})

test('a form without a reply is done when Kafka has its record, and is neither awaited nor late after it', async () => {
  await using app = startRequests()
  app.kafka.down = true
  const id = app.ask(7, 'tell')
  await app.clock.move(1_000)
  assert.equal(app.stateOf(id), 'waiting')
  app.kafka.down = false
  await app.clock.move(600_000)
  const { state, doneAt, sent, say } = app.requests.get(id)!
  assert.deepEqual([state, sent, say], ['delivered', { topic: 'jobs', partition: 0, offset: '0' }, done])
  assert.ok(doneAt !== null && doneAt < 600_000 + app.requests.get(id)!.at)
  assert.deepEqual(app.stagesOf(id), ['accepted', 'produced'])
  const { delivered, sent: open, late, failed, waiting } = app.requests.counts()
  assert.deepEqual(
    { delivered, open, late, failed, waiting },
    { delivered: 1, open: 0, late: 0, failed: 0, waiting: 0 },
  )
  const again = app.requests.retry(id)
  assert.equal(again.ok || again.status, 409, 'a candle is not sent twice')
})
const done = 'Kafka has it; no answer is waited for'

test('the list shows the newest first and counts every state; one request is a view of its own', async () => {
  await using app = startRequests()
  const first = app.ask(1)
  await app.clock.move(10)
  let flushes = 0
  const list = app.view({ kind: 'requests' }, () => flushes++)
  list.drain()
  const one = app.view({ kind: 'request', id: first })
  const second = app.ask(2)
  await app.clock.move(10)
  app.arrive('results', { job: first, size: 5 })
  assert.ok(flushes > 0)
  const body = list.drain()!
  assert.deepEqual(body.order, [second, first])
  assert.deepEqual(body.data.counts, {
    ...{ waiting: 0, sent: 1, answered: 1, delivered: 0, failed: 0, late: 0, cancelled: 0 },
  })
  assert.equal(one.snapshot().data.say, 'size 5')
  assert.throws(() => app.view({ kind: 'request', id: 'nothing' }), /no request/)
})

test('what is sensitive is sealed before it is stored, sent as it was sealed, and sealed the same on a second try', async () => {
  const seal: RequestsDeps['seal'] = (_, __, input: any) => ({
    ok: true,
    input: { ...input, name: `sealed(${input.name})` },
  })
  await using app = startRequests({ seal })
  app.kafka.down = true
  const id = app.ask(7, 'job', 'secret')
  await app.clock.move(1_000)
  assert.deepEqual(app.requests.get(id)?.input, { size: 7, name: 'sealed(secret)' })
  assert.equal(app.requests.cancel(id).ok, true)
  app.kafka.down = false
  assert.equal(app.requests.retry(id).ok, true)
  await app.clock.move(60_000)
  assert.deepEqual(
    app.kafka.on('jobs').map(({ value }) => JSON.parse(String(value)).job),
    ['sealed(secret)'],
  )
})

test('what cannot be sealed, and what a registered schema would not have, is refused and leaves nothing behind', async () => {
  const none: RequestsDeps['seal'] = () => ({
    ...{ ok: false, status: 422, title: 'Nothing was sent', detail: 'Set the key.', errors: { name: 'no key' } },
  })
  await using unsealed = startRequests({ seal: none })
  const first = unsealed.requests.submit({ system: 'workshop', form: 'job', input: { size: 1, name: 'x' }, by: 'ana' })
  assert.ok(!first.ok)
  assert.deepEqual([first.status, first.errors], [422, { name: 'no key' }])

  let says: string | undefined = 'payload.size: must be text'
  await using strict = startRequests({ outgoing: (topic) => (topic === 'jobs' ? says : undefined) })
  const send = () => strict.requests.submit({ system: 'workshop', form: 'job', input: { size: 1 }, by: 'ana' })
  const second = send()
  assert.ok(!second.ok)
  assert.deepEqual([second.status, second.detail], [422, says])
  says = undefined
  assert.ok(send().ok)
  assert.equal(strict.requests.list().length, 1)
  assert.equal(unsealed.requests.list().length, 0)
})
