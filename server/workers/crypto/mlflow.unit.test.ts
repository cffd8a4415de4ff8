import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { createLog } from '#server/log.ts'
import { createMlflow } from './mlflow.ts'
import { modelFolder } from './models.ts'
import { serveModels } from './service.ts'

test('MLFLOW_TRACKING_URI: a registered ONNX model is served under its name and version, and one that is not registered is not found', async () => {
  // MLflow's REST answers, as its server gives them for one registered model.
  const files: Record<string, Buffer> = {
    'model.onnx': readFileSync(join(modelFolder, 'lightgbm_v2.onnx')),
    MLmodel: Buffer.from('flavors:\n  onnx:\n    data: model.onnx\n'),
  }
  let asked = 0
  const server = createServer((req, res) => {
    const url = new URL(req.url!, 'http://x')
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/1\/models\/m\/(.+)$/.exec(url.pathname)?.[1]
    const say = (status: number, body: unknown) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    asked++
    if (artifact && files[artifact]) res.end(files[artifact])
    else if (url.pathname.endsWith('/mlflow-artifacts/artifacts'))
      say(200, {
        files: Object.entries(files).map(([path, { length }]) => ({ path, is_dir: false, file_size: length })),
      })
    else if (url.searchParams.get('name') !== 'BTCUSDT_forest' || url.searchParams.get('version') !== '3')
      say(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Registered Model not found' })
    else if (url.pathname.endsWith('/model-versions/get'))
      say(200, { model_version: { name: 'BTCUSDT_forest', version: '3' } })
    else say(200, { artifact_uri: 'mlflow-artifacts:/1/models/m' })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  const log = createLog('test', 'fatal')
  const elsewhere = createMlflow({ uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, dir, log })
  await using service = await serveModels({ port: 0, log, elsewhere })
  try {
    const fixture = JSON.parse(readFileSync(join(modelFolder, 'fixture.json'), 'utf8')).lightgbm_v2
    const predict = (name: string, version: number) =>
      fetch(`${service.url}?model_name=${name}&version=${version}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(fixture.rows),
      })
    const answer = await predict('BTCUSDT_forest', 3)
    assert.equal(answer.status, 200)
    const { predictions } = (await answer.json()) as { predictions: number[][] }
    for (const [i, told] of fixture.probabilities.flat().entries())
      assert.ok(Math.abs(predictions.flat()[i]! - told) < 1e-5)
    const before = asked
    assert.equal((await predict('BTCUSDT_forest', 3)).status, 200)
    assert.equal(asked, before, 'fetched once')
    assert.equal((await predict('BTCUSDT_forest', 4)).status, 404)
    assert.equal((await predict('lightgbm', 0)).status, 500, 'our own are still there, and of another width')
  } finally {
    server.close()
    server.closeAllConnections()
    rmSync(dir, { recursive: true, force: true })
  }
})
