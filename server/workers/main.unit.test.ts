import assert from 'node:assert/strict'
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { consoleFlags, nodeEnv, workerFlags } from '#server/start/node-flags.ts'
import { root } from '#server/start/steps.ts'

const main = join(import.meta.dirname, 'main.ts')
const quiet = ['--disable-warning=ExperimentalWarning']

test('a worker that does not exist is answered with those that do', () => {
  const { status, stderr } = spawnSync(process.execPath, [...quiet, main, 'oracle'], { encoding: 'utf8' })
  assert.equal(status, 2)
  assert.match(stderr, /no worker "oracle".*delinquency/)
})

test('without Kafka the delinquency worker is ready, answers over HTTP, says so, and ends with its parent', async () => {
  const data = await mkdtemp(join(tmpdir(), 'milena-worker-'))
  const env = {
    ...process.env,
    MILENA_DATA: data,
    API_PORT: '0',
    KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1',
    MILENA_LOG: 'error',
  }
  const child = fork(main, ['delinquency'], { execArgv: quiet, env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  try {
    const [ready] = (await once(child, 'message')) as [{ ready: boolean; port: number }]
    assert.equal(ready.ready, true)
    const health = (await (await fetch(`http://127.0.0.1:${ready.port}/health`)).json()) as {
      status: string
      kafka: string
    }
    assert.equal(health.status, 'healthy')
    assert.notEqual(health.kafka, 'up')
    const answer = await fetch(`http://127.0.0.1:${ready.port}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"customer_id":"nobody"}',
    })
    assert.equal(answer.status, 500)
    child.disconnect()
    const [code] = await once(child, 'exit')
    assert.equal(code, 0)
  } finally {
    child.kill('SIGKILL')
    await rm(data, { recursive: true, force: true })
  }
})

test('the commands, the image and its services have the flags that are measured', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  assert.equal(scripts.worker, ['node', ...workerFlags, 'server/workers/main.ts'].join(' '))
  assert.equal(scripts.console, ['node', ...consoleFlags, 'server/main.ts'].join(' '))
  const list = (flags: string[], quote: string) => flags.map((flag) => `${quote}${flag}${quote}`).join(', ')
  const image = await readFile(join(root, 'server/Dockerfile'), 'utf8')
  assert.ok(image.includes(`CMD [${list(['node', ...consoleFlags, 'server/main.ts'], '"')}]`))
  for (const [name, value] of Object.entries(nodeEnv)) assert.ok(image.includes(` ${name}=${value}`))
  const compose = await readFile(join(root, 'docker-compose.yml'), 'utf8')
  const commands = compose.match(/command: \[.*'server\/(?:workers\/)?main\.ts'.*\]/g) ?? []
  assert.ok(commands.length >= 3)
  for (const command of commands) {
    const flags = command.includes('workers/') ? workerFlags : consoleFlags
    assert.ok(command.includes(`[${list(['node', ...flags], "'")}, 'server/`), command)
  }
})
