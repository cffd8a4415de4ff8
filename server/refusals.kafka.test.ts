import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Frame, PulseData, RequestRow } from '#lib/protocol.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { watch } from './bench/bench-client.ts'
import { consoleFlags } from './start/node-flags.ts'
import { freePort, isFree, root } from './start/steps.ts'
import { gone, startConsole } from './testing/processes.ts'
import { until } from './testing/until.ts'

/** Runs the console to its end: its exit code, and what it said. */
async function run(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child: ChildProcess = spawn(process.execPath, [...consoleFlags, 'server/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', MILENA_LOG: 'error', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(child.stderr!), gone(child)])
  return { code: child.exitCode, said }
}
const submit = (url: string) =>
  fetch(`${url}/api/requests/delinquency/transaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
    body: JSON.stringify({ customer_id: 'c1', amount: 6200, txn_type: 'debit', category: 'rent', channel: 'online' }),
  })

test('an address that others can reach is refused with exit 2 and one sentence; no port is opened', async () => {
  const data = mkdtempSync(join(tmpdir(), 'milena-refused-'))
  const port = await freePort()
  const { code, said } = await run({ HOST: '0.0.0.0', PORT: String(port), MILENA_DATA: join(data, 'none') })
  assert.equal(code, 2)
  assert.match(said, /^HOST=0\.0\.0\.0: must be 127\.0\.0\.1, .*\n$/)
  assert.ok(await isFree(port))
  rmSync(data, { recursive: true })
})

test('a port that is taken ends the console with exit 1, so that whoever watches over it can try again', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const data = mkdtempSync(join(tmpdir(), 'milena-refused-'))
  const { code, said } = await run({ PORT: String(port), MILENA_DATA: join(data, 'none') })
  assert.equal(code, 1)
  assert.match(said, /EADDRINUSE/)
  taken.close()
  rmSync(data, { recursive: true })
})

test('without Kafka the console is there at once, says everywhere what is wrong, accepts submissions and keeps others out of its folder', async () => {
  const nowhere = `127.0.0.1:${await freePort()}`
  await using app = await startConsole(nowhere)
  const ready = await until('it knows that Kafka is not there', async () => {
    const answer = (await (await fetch(`${app.url}/readyz`)).json()) as { kafka: string; reason?: string }
    return answer.kafka === 'down' ? answer : undefined
  })
  assert.match(ready.reason ?? '', new RegExp(`nothing listens on ${nowhere}`))
  assert.equal((await fetch(app.url)).status, 200)
  let pulse: Frame<unknown, PulseData> | undefined
  const page = await watch(app.url, { kind: 'pulse' }, (frame) => {
    pulse = frame
  })
  await until('pages say so', () => pulse?.data?.kafka.state === 'down' && pulse.data.kafka.cause?.includes(nowhere))
  page.close()

  const accepted = await submit(app.url)
  assert.equal(accepted.status, 202)
  const { id } = (await accepted.json()) as { id: string }
  await until('the request says what it waits for', async () => {
    const row = (await (await fetch(`${app.url}/api/requests/${id}`)).json()) as RequestRow
    return row.state === 'waiting' && row.say?.includes(`nothing listens on ${nowhere}`)
  })

  const second = await run({ KAFKA_BOOTSTRAP_SERVERS: nowhere, MILENA_DATA: app.data })
  assert.equal(second.code, 1)
  assert.match(second.said, /^Another console is already using the data folder .*\n$/)
  assert.equal((await fetch(`${app.url}/healthz`)).status, 200)

  // What a page of somebody else's may send without asking. Only WebSockets are served there.
  for (const path of ['?EIO=4&transport=polling', '?EIO=4&transport=websocket', '?EIO=9', ''])
    for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { Origin: app.url }, {}]) {
      const answer = await fetch(`${app.url}/socket.io/${path}`, { headers: headers as Record<string, string> })
      assert.equal(answer.status, 426)
      assert.match(await answer.text(), /WebSockets/)
    }
  assert.equal((await fetch(`${app.url}/healthz`)).status, 200)
  assert.equal(app.child.exitCode, null)
})

test("a cluster of someone else's is only read: no topic is made, and what asks for one is refused with the remedy", async () => {
  await using broker = await startTestBroker()
  await using app = await startConsole(broker.bootstrap)
  await until('Kafka is up', async () => (await fetch(`${app.url}/readyz`)).ok)
  const { id } = (await (await submit(app.url)).json()) as { id: string }
  const row = await until('the request is refused', async () => {
    const now = (await (await fetch(`${app.url}/api/requests/${id}`)).json()) as RequestRow
    return now.state === 'failed' ? now : undefined
  })
  assert.match(row.say ?? '', /The topic does not exist: .*npm run topics/)
  assert.deepEqual(
    (await broker.door.admin.topics()).map(({ name }) => name),
    [],
  )
})
