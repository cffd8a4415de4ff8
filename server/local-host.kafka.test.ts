import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { quietLog as log } from './request/testing.ts'
import { openFront } from './schema/embedded/front.ts'
import { serveModels } from './workers/crypto/service.ts'
import { serveApi } from './workers/delinquency/http.ts'
import { createMetrics, serveMetrics } from './workers/rtfm/metrics.ts'
import { serve } from './workers/tda/serve.ts'

const ask = (port: number, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/metrics', headers }, (res) => {
      res.resume()
      resolve(res.statusCode ?? 0)
    })
    asked.on('error', reject).end()
  })

test('no door beside the console’s answers to a name or a page that is not of this machine', async (t) => {
  const metrics = { contentType: 'text/plain', text: async () => 'some' }
  const open = {
    api: await serveApi({ port: 0, log, answer: async () => ({ status: 200, body: {} }) }),
    models: await serveModels({ port: 0, log }).then((models) =>
      Object.assign(models, { port: Number(new URL(models.url).port) }),
    ),
    tda: await serve({ port: 0, log, metrics: metrics as never, health: async () => ({ status: 'healthy' }) as never }),
    rtfm: await serveMetrics(createMetrics([]), 0),
    registry: await openFront(0, () => undefined),
  }
  t.after(async () => {
    open.tda.stop()
    open.rtfm.close()
    await Promise.all([open.api.stop(), open.models[Symbol.asyncDispose](), open.registry.close()])
  })
  for (const [name, { port }] of Object.entries(open)) {
    const own = `localhost:${port}`
    for (const Host of [own, `127.0.0.1:${port}`, '[::1]'])
      assert.equal(await ask(port!, { Host }), name === 'registry' ? 503 : 200, `${name} ${Host}`)
    for (const Host of ['evil.example', `localhost.evil.example:${port}`, '127.0.0.1.nip.io'])
      assert.equal(await ask(port!, { Host }), 403, `${name} ${Host}`)
    for (const Origin of ['http://evil.example', 'null'])
      assert.equal(await ask(port!, { Host: own, Origin }), 403, `${name} ${Origin}`)
  }
})
