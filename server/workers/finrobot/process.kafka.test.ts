import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { freePort } from '#server/start/steps.ts'
import { start } from './main.ts'
import { shippedModel } from './settings.ts'
import { workerProcess } from './testing.ts'

test('without Kafka and without its model the worker is ready, says healthy, stays small, and ends when told', async () => {
  await using worker = await workerProcess(`127.0.0.1:${await freePort()}`, {
    MLFLOW_MODEL_URI: `models:/finrobot@Champion`,
    MLFLOW_TRACKING_URI: `http://127.0.0.1:${await freePort()}`,
    MILENA_LOG: 'error',
  })
  const health = await fetch(`http://127.0.0.1:${worker.about.port}/health`)
  assert.deepEqual(await health.json(), { status: 'healthy' })
  if (process.platform === 'linux') {
    const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1])
    assert.ok(kib < 150 * 1024, `${Math.round(kib / 1024)} MiB resident`)
  }
  assert.equal(await worker.kill('SIGTERM'), 0)
})

test('the line it starts with says which model answers, or that there is none yet and why', async () => {
  const data = mkdtempSync(join(tmpdir(), 'milena-finrobot-'))
  const lineWith = async (model: string) => {
    const config = readConfig({
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${await freePort()}`,
      DEFAULT_FASTAPI_PORT: '0',
      MLFLOW_MODEL_URI: model,
      MILENA_DATA: data,
    })
    const running = await start({ config, log: createLog('test', 'fatal') })
    await running.stop()
    return running.line
  }
  assert.match(await lineWith('/nonexistent'), /ready; no model yet, requests wait: .*\/nonexistent.*[^.]; group/)
  assert.match(await lineWith(shippedModel), /ready; model \/.*; group/)
  rmSync(data, { recursive: true })
})
