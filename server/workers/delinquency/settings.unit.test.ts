import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { delinquency } from '#lib/systems/delinquency.ts'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { compose } from '#server/request/compose.ts'
import { defaultModel } from './score.ts'
import { startWorker } from './worker.ts'

test('MODEL_PATH is the model that scores; unset, the shipped one', async () => {
  const data = mkdtempSync(join(tmpdir(), 'milena-model-'))
  const log = createLog('test', 'fatal')
  const about = (path: string) => path.replace(/onnx$/, 'json')
  const other = join(data, 'other.onnx')
  copyFileSync(defaultModel, other)
  const shipped = JSON.parse(readFileSync(about(defaultModel), 'utf8'))
  writeFileSync(about(other), JSON.stringify({ ...shipped, version: 'another one' }))
  const version = async (env: Record<string, string>) => {
    const config = readConfig({ KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', MILENA_DATA: data, API_PORT: '0', ...env })
    const door = createClient(config.kafka, log)
    await using worker = await startWorker({ config, log, door })
    const health = await (await fetch(`http://127.0.0.1:${worker.port}/health`)).json()
    await worker.stop()
    await door.close()
    return health.model_version
  }
  assert.equal(await version({ MODEL_PATH: other }), 'another one')
  assert.equal(await version({}), shipped.version)
  rmSync(data, { recursive: true })
})

test('API_URL is where a prediction is asked for', () => {
  const form = delinquency.forms!.find(({ door }) => door.kind === 'http')!
  const asked = (env: Record<string, string>) => {
    const { settings } = readConfig(env)
    const made = compose({ system: delinquency, form, input: { customer_id: 'c' }, id: 'r', now: new Date(), settings })
    return made.ok ? made.letter.key : made.detail
  }
  assert.equal(asked({ API_URL: 'http://scores:8000/' }), 'http://scores:8000/predict')
  assert.equal(asked({}), 'http://127.0.0.1:8000/predict')
})
