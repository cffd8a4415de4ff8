import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { noteService } from '#server/store/crypto-service.ts'
import { createModelCheck } from './model-check.ts'

const configOf = (FASTAPI_URL: string) => ({ data: '/nonexistent', settings: { FASTAPI_URL } })

/** A model service with these answers by path; anything else is not found. */
async function service(answers: Record<string, unknown>) {
  const server = createServer((req, res) => {
    const answer = answers[req.url!]
    res.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? { detail: 'Not Found' }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`
  return {
    url,
    ...configOf(url),
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
const listed = [
  { model_name: 'lightgbm', version: 'v1', loaded: true },
  { model_name: 'BTCUSDT_tst', version: 2, loaded: false },
]
const consumer = (model: string, version: string) => ({ crypto: 'BTCUSDT', model, version })

describe('what a new consumer is to ask', () => {
  it('is known by the service’s list, in either dialect, or refused with that list', async () => {
    using at = await service({ '/models': listed, '/is_model_available': { available: false } })
    const check = createModelCheck(at)
    assert.equal(await check(consumer('lightgbm', 'v1')), null)
    assert.equal(await check(consumer('tst', '2')), null)
    assert.equal(
      await check(consumer('nosuch', 'v1')),
      'The model service has no nosuch v1. It has lightgbm v1, BTCUSDT_tst v2.',
    )
    assert.match((await check(consumer('lightgbm', 'v9')))!, /no lightgbm v9/)
  })

  it('may be in a registry that is not listed yet', async () => {
    using at = await service({ '/models': listed, '/is_model_available': { available: true } })
    assert.equal(await createModelCheck(at)(consumer('mine', 'v1')), null)
  })

  it('is taken where nobody can be asked, and the project’s own service is found by its note', async () => {
    assert.equal(await createModelCheck({ data: '/nonexistent', settings: {} })(consumer('x', 'v1')), null)
    assert.equal(await createModelCheck(configOf('http://127.0.0.1:1/predict'))(consumer('x', 'v1')), null)
    using older = await service({})
    assert.equal(await createModelCheck(older)(consumer('x', 'v1')), null)
    using own = await service({ '/models': [], '/is_model_available': { available: false } })
    const data = await mkdtemp(join(tmpdir(), 'milena-models-'))
    await noteService({ data }, own.url)
    assert.match((await createModelCheck({ data, settings: {} })(consumer('x', 'v1')))!, /It lists no model/)
    await rm(data, { recursive: true })
  })
})
