import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { readConfig } from '#server/config.ts'
import { freePort, root } from '#server/start/steps.ts'
import { createClient } from './client.ts'
import { startBroker } from './embedded.ts'
import { fetchKafka } from './fetch-kafka.ts'
import { declare } from './source-testing.ts'
import { kafkaLib } from './testing.ts'

/** A killed process that nobody waited for stays a zombie where process 1 reaps none (CI): it is not alive. */
const alive = (pid: number): Promise<boolean> =>
  promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).then(
    ({ stdout }) => !stdout.trim().startsWith('Z'),
    () => false,
  )

test('a broker whose console was killed is stopped by the next start, which has its records', async (t) => {
  await fetchKafka({ dir: kafkaLib, say: () => {} })
  const dir = await mkdtemp(join(tmpdir(), 'milena-broker-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const port = await freePort()
  const options = { lib: kafkaLib, dir, port, heapMb: 256 }
  const script = `import { startBroker } from ${JSON.stringify(join(root, 'server/kafka/embedded.ts'))}
    const broker = await startBroker(${JSON.stringify(options)}); process.send(broker.pid()); setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [orphan] = (await once(parent, 'message')) as [number]
  const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const door = createClient(readConfig({ KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` }).kafka, noLog)
  t.after(() => door.close())
  await door.admin.ensureTopics([declare('kept')])
  await door.sink.send([{ topic: 'kept', key: null, value: 'still here' }])
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  assert.ok(await alive(orphan), 'the broker outlives its parent')

  const states: string[] = []
  await using broker = await startBroker({ ...options, onState: (state) => states.push(state) })
  assert.equal(await alive(orphan), false)
  assert.equal(await readFile(join(dir, 'broker.pid'), 'utf8'), String(broker.pid()))
  const [record] = await door.admin.readRange({ topic: 'kept', partition: 0, from: '0', count: 1 })
  assert.equal(String(record?.value), 'still here')
  await broker.stop()
  assert.equal(broker.pid(), undefined)
  assert.deepEqual(states, ['starting', 'up', 'stopped'])
})
