import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { routes } from './routes/index.ts'
import { fakeDeps, openDoor } from './testing.ts'

const json = { 'content-type': 'application/json' }
const problem = (answer: { status: number; headers: Record<string, unknown>; json: () => any }) => {
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  const body = answer.json()
  assert.equal(body.status, answer.status)
  assert.equal(typeof body.title, 'string')
  assert.equal(typeof body.detail, 'string')
  return body
}

test('a submission is answered 202 with its id and where to follow it', async () => {
  await using door = await openDoor()
  const answer = await door.ask('/api/requests/thermo/measure', {
    method: 'POST',
    headers: { ...json, 'idempotency-key': 'k1' },
    body: '{"sensor":"attic"}',
  })
  assert.equal(answer.status, 202)
  assert.equal(answer.headers.location, '/api/requests/r1')
  assert.deepEqual(answer.json().links, { self: '/api/requests/r1', page: '/requests/r1' })
})

test('what cannot be read or does not fit is a problem document', async () => {
  await using door = await openDoor()
  const send = (body: string | Buffer, headers: Record<string, string> = json) =>
    door.ask('/api/requests/thermo/measure', { method: 'POST', headers, body })
  assert.match(problem(await send('{"sensor":')).detail, /not JSON/)
  assert.equal(problem(await send('{}', { 'content-type': 'text/plain' })).status, 415)
  assert.equal(problem(await send('{}', { 'content-type': 'application/x-www-form-urlencoded' })).status, 415)
  assert.equal(problem(await send(Buffer.from([0x22, 0xff, 0x22]))).status, 400)
  assert.equal(problem(await send('[]')).status, 400)
  assert.equal(problem(await send('')).status, 400)
  assert.equal(problem(await send(JSON.stringify({ sensor: 'x'.repeat(300_000) }))).status, 413)
  assert.equal(problem(await send('{}', { ...json, 'idempotency-key': 'a key with spaces' })).status, 400)
  assert.equal(problem(await send('{}', { ...json, 'x-milena-user': 'x'.repeat(41) })).status, 400)
  assert.equal(
    problem(await door.ask('/api/requests/thermo/nothing', { method: 'POST', headers: json, body: '{}' })).status,
    404,
  )
  assert.equal(problem(await door.ask('/api/requests/r1/retry', { method: 'POST' })).status, 409)
  assert.deepEqual(Object.keys(problem(await door.ask('/api/requests?limit=0&colour=red')).errors).sort(), [
    'colour',
    'limit',
  ])
  assert.equal(problem(await door.ask('/api/requests?limit=1&limit=2')).status, 400)
  assert.equal(
    problem(await door.ask('/api/requests/r1/cancel', { method: 'POST', headers: json, body: '{"role":"admin"}' }))
      .status,
    400,
  )
  assert.equal(problem(await door.ask('/api/nowhere')).status, 404)
  const wrongVerb = await door.ask('/api/topics', { method: 'POST', headers: json, body: '{}' })
  assert.equal(problem(wrongVerb).status, 405)
  assert.equal(wrongVerb.headers.allow, 'GET, HEAD')
})

test('a body that never said how long it is gets cut at the limit', async () => {
  await using door = await openDoor()
  const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
  const text = await door.raw(
    `POST /api/requests/thermo/measure HTTP/1.1\r\nHost: localhost:${door.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(9)}`,
  )
  assert.match(text, /^HTTP\/1.1 413/)
})

test('a failure inside says so without saying more', async () => {
  const deps = fakeDeps()
  deps.requests.list = () => {
    throw new Error('password=hunter2 at /srv/secret')
  }
  await using door = await openDoor(deps)
  const answer = await door.ask('/api/requests')
  assert.equal(problem(answer).status, 500)
  assert.doesNotMatch(answer.text, /hunter2|secret/)
})

test('who acts is named by a header and written down', async () => {
  const deps = fakeDeps()
  await using door = await openDoor(deps)
  await door.ask('/api/topics/create-missing', { method: 'POST', headers: { 'x-milena-user': 'Ada Lovelace' } })
  await door.ask('/api/topics/create-missing', { method: 'POST' })
  assert.deepEqual(
    deps.audited.map(({ who, what, target }) => `${who} ${what} ${target}`),
    ['Ada Lovelace create-topic readings', 'operator create-topic readings'],
  )
})

test('records are read on demand with their bytes and what they mean', async () => {
  await using door = await openDoor()
  const { records, low, high } = (await door.ask('/api/topics/readings/records?partition=0&count=5')).json()
  assert.deepEqual([low, high], ['0', '2'])
  assert.deepEqual(records[0].message, { sensor: 'attic', value: 41 })
  assert.equal(Buffer.from(records[0].valueBase64, 'base64').toString(), '{"sensor":"attic","value":41}')
  assert.equal(records[1].bad.cause, 'not-json')
  const found = (await door.ask('/api/topics/readings/records?key=nobody')).json()
  assert.deepEqual([found.records, found.scanned], [[], { from: '0', to: '2' }])
  assert.equal(problem(await door.ask('/api/topics/readings/records?since=yesterday')).status, 400)
  assert.equal(problem(await door.ask('/api/topics/readings/records?partition=9')).status, 404)
  assert.equal(problem(await door.ask('/api/topics/readings/records?from=-1')).status, 400)
  assert.equal(problem(await door.ask('/api/topics/nothing/records')).status, 404)
})

test('a board is exported as CSV in which no text is a formula', async () => {
  await using door = await openDoor()
  const answer = await door.ask('/api/systems/thermo/boards/rooms?format=csv&limit=100')
  assert.match(String(answer.headers['content-type']), /^text\/csv/)
  assert.match(String(answer.headers['content-disposition']), /attachment; filename="thermo-rooms.csv"/)
  const lines = answer.text.split('\r\n')
  assert.equal(lines[0], '\uFEFFKey,Time (UTC),Sensor,Value (°C),Partition,Offset')
  assert.equal(lines[1], 'attic,1970-01-01T00:00:00.007Z,attic,40,0,0')
  assert.match(lines[2] ?? '', /^"'=HYPERLINK\(""http/)
})

test('every path is described, every reference resolves, and what is answered is as described', async () => {
  await using door = await openDoor(undefined, { reads: { perSecond: 1000, burst: 1000 } })
  const api = (await door.ask('/api/openapi.json')).json()
  assert.equal(api.openapi, '3.1.0')
  const ids = new Set<string>()
  for (const [path, methods] of Object.entries<any>(api.paths)) {
    for (const operation of Object.values<any>(methods)) {
      assert.ok(operation.operationId && !ids.has(operation.operationId), `${path} has an id of its own`)
      ids.add(operation.operationId)
      assert.ok(operation.summary)
      const good = Object.keys(operation.responses).filter((status) => status.startsWith('2'))
      assert.equal(good.length, 1, path)
      assert.ok(Object.keys(operation.responses[good[0]!].content).length > 0, path)
      const declared = (operation.parameters ?? []).filter((p: any) => p.in === 'path').map((p: any) => p.name)
      assert.deepEqual(declared.sort(), [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort(), path)
    }
  }
  for (const { id } of routes) assert.ok(ids.has(id), `${id} is described`)
  assert.ok(
    api.paths['/api/requests/thermo/measure'].post.requestBody.content['application/json'].schema.properties.sensor,
  )

  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'api', ...api })
  const check = (path: string, status: number, body: unknown, method = 'get') => {
    const pointer = [
      'paths',
      path,
      method,
      'responses',
      String(status),
      'content',
      status < 300 ? 'application/json' : 'application/problem+json',
      'schema',
    ]
    const validate = ajv.getSchema(
      `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`,
    )
    assert.ok(validate, `${path} ${status} has a schema`)
    assert.ok(validate(body), `${path} ${status}: ${ajv.errorsText(validate.errors)}`)
  }
  const filled: Record<string, string> = {
    '/api/requests/{id}': '/api/requests/r1',
    '/api/topics/{name}': '/api/topics/readings',
  }
  const sample = (path: string) =>
    filled[path] ??
    path
      .replace('/topics/{name}', '/topics/readings')
      .replace('{system}', 'thermo')
      .replace('{board}', 'rooms')
      .replace('{key}', 'attic')
      .replace('/requests/{id}', '/requests/r1')
      .replace('/alerts/{id}', '/alerts/a1')
      .replace('{form}', 'measure')
  for (const [path, methods] of Object.entries<any>(api.paths)) {
    for (const [method, operation] of Object.entries<any>(methods)) {
      const answer = await door.ask(
        sample(path),
        method === 'post' ? { method: 'POST', ...(operation.requestBody && { headers: json, body: '{}' }) } : {},
      )
      const type = String(answer.headers['content-type'])
      if (type.includes('json')) check(path, answer.status, answer.json(), method)
      else assert.equal(answer.status, 200, path)
    }
  }
})

test('the description can be read as a page without a script', async () => {
  await using door = await openDoor()
  const { text, headers, status } = await door.ask('/api/docs')
  assert.equal(status, 200)
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
  assert.ok(text.includes(`<style nonce="${nonce}">`))
  assert.doesNotMatch(text, /<script|style="/)
  assert.match(text, /\/api\/requests\/thermo\/measure/)
})

test('alive is not yet ready: readiness waits for the index and the first word on Kafka', async () => {
  const deps = fakeDeps()
  let kafka: 'connecting' | 'up' | 'down' = 'connecting'
  let starting: string | null = 'The index is being restored.'
  deps.health.kafka = () => ({ state: kafka, since: 1, brokers: 0, latencyMs: null, mode: 'external' })
  deps.starting = () => starting
  await using door = await openDoor(deps)
  assert.equal((await door.ask('/healthz')).status, 200)
  const early = await door.ask('/readyz')
  assert.equal(early.status, 503)
  assert.equal(early.json().reason, starting)
  starting = null
  assert.match((await door.ask('/readyz')).json().reason, /Kafka/)
  kafka = 'down'
  assert.deepEqual((await door.ask('/readyz')).json(), { ready: true, kafka: 'down' })
})

test('Prometheus gets the figures', async () => {
  await using door = await openDoor()
  const { text, headers } = await door.ask('/metrics')
  assert.match(String(headers['content-type']), /^text\/plain/)
  assert.match(text, /^milena_records_total\{topic="readings"\} 2$/m)
  assert.match(text, /^milena_records_bad_total\{topic="readings"\} 1$/m)
  assert.match(text, /^milena_feed_lag_records\{topic="readings"\} 4$/m)
  assert.match(text, /^milena_outbox_letters 1$/m)
  assert.match(text, /^milena_requests\{state="waiting"\} 1$/m)
  assert.match(text, /^milena_alerts\{state="firing"\} 1$/m)
  assert.match(text, /^milena_kafka_up 1$/m)
  assert.match(text, /^milena_event_loop_delay_seconds\{quantile="0.99"\} /m)
  assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
  assert.match(text, /^process_resident_memory_bytes /m)
})
