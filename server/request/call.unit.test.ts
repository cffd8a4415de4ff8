import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRequests } from './testing.ts'

/** A service that answers what it is told to, in turn; the last answer repeats. */
function service(...answers: (Response | Error)[]) {
  const calls: { url: string; headers: Record<string, string>; body: unknown }[] = []
  const call = (async (url: string, init: RequestInit) => {
    calls.push({ url, headers: init.headers as Record<string, string>, body: JSON.parse(String(init.body)) })
    const next = answers.length > 1 ? answers.shift()! : answers[0]!
    if (next instanceof Error) throw next
    return next.clone()
  }) as unknown as typeof fetch
  return { calls, call }
}
const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })

test('the response of a service is the reply, and its record on the topic is one more stage', async () => {
  const { calls, call } = service(Response.json({ job: 'j1', size: 4 }))
  await using app = startRequests({ fetch: call })
  const id = app.ask(4, 'call')
  await app.clock.move(20)
  await app.clock.move(20)
  const row = app.requests.get(id)!
  assert.equal(row.state, 'answered')
  assert.equal(row.say, 'size 4')
  assert.deepEqual(row.sent, { url: 'http://shop.test/jobs', status: 200 })
  assert.equal(calls[0]?.headers['x-request-id'], id)
  assert.deepEqual(calls[0]?.body, { size: 4 })
  app.arrive('results', { job: 'j1', size: 4 })
  assert.deepEqual(app.stagesOf(id), ['accepted', 'called', 'answered', 'stage'])
})

test('the record of an answer may come before the response itself', async () => {
  let release = (_: Response) => {}
  const call = (() => new Promise<Response>((done) => (release = done))) as unknown as typeof fetch
  await using app = startRequests({ fetch: call })
  const id = app.ask(4, 'call')
  await app.clock.move(20)
  app.arrive('results', { job: 'j1', size: 4 })
  release(Response.json({ job: 'j1', size: 4 }))
  await app.clock.move(20)
  await app.clock.move(20)
  assert.deepEqual(app.stagesOf(id), ['accepted', 'called', 'answered', 'stage'])
})

test('a service that is not there is asked again until it is', async () => {
  const { calls, call } = service(
    refused,
    refused,
    Response.json({ detail: 'warming up' }, { status: 503 }),
    Response.json({ job: 'j1', size: 1 }),
  )
  await using app = startRequests({ fetch: call })
  const id = app.ask(1, 'call')
  await app.clock.move(50)
  assert.equal(app.stateOf(id), 'waiting')
  assert.match(app.requests.get(id)!.say, /shop\.test cannot be reached: ECONNREFUSED/)
  await app.clock.move(10_000)
  assert.equal(app.stateOf(id), 'answered')
  assert.equal(calls.length, 4)
  assert.equal(new Set(calls.map((c) => c.headers['x-request-id'])).size, 1)
})

test('a service that says it cannot is an answer, not something to try again', async () => {
  for (const status of [404, 422, 500]) {
    const { calls, call } = service(Response.json({ detail: 'Prediction failed: unknown customer' }, { status }))
    await using app = startRequests({ fetch: call })
    const id = app.ask(1, 'call')
    for (let i = 0; i < 5; i++) await app.clock.move(10_000)
    assert.equal(app.stateOf(id), 'failed')
    assert.equal(app.requests.get(id)?.error, 'Prediction failed: unknown customer')
    assert.equal(calls.length, 1)
  }
})

test('a form whose service has no address says which setting is missing', async () => {
  await using app = startRequests({ settings: {} })
  const result = app.requests.submit({ system: 'workshop', form: 'call', input: { size: 1 }, by: 'ana' })
  assert.ok(!result.ok)
  assert.equal(result.status, 503)
  assert.match(result.detail, /SHOP_URL/)
})
