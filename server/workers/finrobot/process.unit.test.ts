import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { freePort } from '#server/start/steps.ts'
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
