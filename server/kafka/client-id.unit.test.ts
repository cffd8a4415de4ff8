import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import test from 'node:test'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { createClient } from './client.ts'

/** What a broker would take for the name of who speaks to it first. */
async function nameHeard(env: Record<string, string>): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { kafka } = readConfig({
    ...env,
    KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  const door = createClient(kafka, createLog('test', 'fatal'))
  door.admin.latestOffsets(['t']).catch(() => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  // Size, api key, version and correlation id come before it.
  const length = bytes.readInt16BE(12)
  socket.destroy()
  server.close()
  await door.close()
  return bytes.toString('utf8', 14, 14 + length)
}

test('KAFKA_CLIENT_ID is how we call ourselves to the brokers', async () => {
  assert.equal(await nameHeard({ KAFKA_CLIENT_ID: 'delinquency-engine' }), 'delinquency-engine')
  assert.equal(await nameHeard({}), 'milena')
})
