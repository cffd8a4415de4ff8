import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import * as ort from 'onnxruntime-web'
import { freePort } from '#server/start/steps.ts'
import { shippedModel } from '../settings.ts'
import { NoModel } from './model.ts'
import { openOnnx } from './onnx.ts'
import { openModel, readModelsUri } from './open.ts'
import { createScoringServer } from './scoring-server.ts'

const fixture = JSON.parse(readFileSync(join(shippedModel, 'fixture.json'), 'utf8')) as {
  texts: string[]
  labels: string[]
}
const said: string[] = []
const log = { info: () => {}, warn: (about: object) => void said.push(JSON.stringify(about)) }
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'milena-models-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

async function serve(answer: (req: IncomingMessage, body: string, res: ServerResponse) => void) {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    answer(req, Buffer.concat(chunks).toString(), res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const json = (res: ServerResponse, status: number, body: unknown) =>
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

test('the shipped model says what scikit-learn said when it was trained, alone or in a batch', async () => {
  const model = await openOnnx(shippedModel, { uri: shippedModel })
  const each = await model.predict(fixture.texts.map((text) => [text]))
  assert.deepEqual(
    each,
    fixture.labels.map((label) => ({ ok: true, response: `['${label}']` })),
  )
  const [whole, none] = await model.predict([fixture.texts, []])
  assert.deepEqual(whole, { ok: true, response: `['${fixture.labels.join("', '")}']` })
  assert.deepEqual(none, { ok: true, response: '[]' })
  await model.close()
})

test('the worker’s outputs are those of the ONNX file run by hand', async () => {
  ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(readFileSync(join(shippedModel, 'model.onnx')), {
    executionProviders: ['wasm'],
  })
  const byHand = await session.run({ input: new ort.Tensor('string', fixture.texts, [fixture.texts.length, 1]) })
  const model = await openOnnx(shippedModel, { uri: shippedModel })
  const ours = await model.predict(fixture.texts.map((text) => [text]))
  assert.deepEqual(
    ours.map((one) => one.ok && one.response),
    Array.from(byHand.label!.data as string[], (label) => `['${label}']`),
  )
  await model.close()
  await session.release()
})

test('a folder without a model, without ONNX, or with a file outside is refused with what to do', async () => {
  using dir = folder()
  await assert.rejects(openOnnx(dir.path, { uri: 'x' }), /no file MLmodel/)
  writeFileSync(join(dir.path, 'MLmodel'), 'flavors:\n  sklearn: {}\n  python_function: {}\n')
  await assert.rejects(openOnnx(dir.path, { uri: 'x' }), /flavors sklearn, python_function.*mlflow models serve/)
  writeFileSync(join(dir.path, 'MLmodel'), 'flavors:\n  onnx:\n    data: ../../etc/passwd\n')
  await assert.rejects(openOnnx(dir.path, { uri: 'x' }), /outside its directory/)
  cpSync(shippedModel, dir.path, { recursive: true })
  writeFileSync(
    join(dir.path, 'MLmodel'),
    'flavors:\n  onnx:\n    data: model.onnx\nmetadata:\n  response_output: score\n',
  )
  await assert.rejects(openOnnx(dir.path, { uri: 'x' }), /has no output score; it has label/)
})

test('a scoring server is asked as MLflow’s is; its answers and errors become FinRobot’s', async () => {
  const asked: { auth?: string; body: any }[] = []
  let busy = 1
  await using server = await serve((req, body, res) => {
    asked.push({ auth: req.headers.authorization, body: JSON.parse(body) })
    const texts = JSON.parse(body).dataframe_split.data.flat() as string[]
    if (texts[0] === 'busy' && busy-- > 0) return json(res, 503, {})
    if (texts[0] === 'bad')
      return json(res, 400, { error_code: 'BAD_REQUEST', message: 'Encountered an unexpected error', stack_trace: '…' })
    if (texts[0] === 'nothing') return json(res, 200, { predictions: null })
    if (texts[0] === 'odd') return res.writeHead(200).end('<html>')
    if (texts[0] === 'floats') return res.writeHead(200).end('{"predictions": [1.0, 2, NaN]}')
    return json(res, 200, { predictions: texts.map((t) => `re ${t}`) })
  })
  const model = createScoringServer({ uri: server.url, key: 'secret' })
  const answers = await model.predict([['a', "it's"], ['bad'], ['nothing'], ['odd'], ['floats'], ['busy']])
  assert.deepEqual(answers.slice(0, 3), [
    { ok: true, response: `['re a', "re it's"]` },
    { ok: false, error: 'BAD_REQUEST: Encountered an unexpected error' },
    {
      ok: false,
      error: "non-nullable series 'response' contains null values:\n0    None\nName: response, dtype: object",
    },
  ])
  assert.match(
    (answers[3] as { error: string }).error,
    /^The scoring server at .*\/invocations answered 200 with what is no JSON/,
  )
  assert.deepEqual(answers.slice(4), [
    { ok: true, response: '[1.0, 2, nan]' },
    { ok: true, response: "['re busy']" },
  ])
  assert.deepEqual(asked[0], {
    auth: 'Bearer secret',
    body: { dataframe_split: { columns: ['input'], data: [['a'], ["it's"]] } },
  })
  await server[Symbol.asyncDispose]()
  const [gone] = await model.predict([['a']])
  assert.match((gone as { error: string }).error, /^The scoring server at .* cannot be reached: ECONNREFUSED/)
  await model.close()
})

test('models:/ addresses are a name with an alias or a version, and nothing else', () => {
  assert.deepEqual(readModelsUri('models:/finrobot@Champion'), { name: 'finrobot', alias: 'Champion' })
  assert.deepEqual(readModelsUri('models:/finrobot/3'), { name: 'finrobot', version: '3' })
  assert.equal(readModelsUri('./model'), null)
  assert.throws(() => readModelsUri('models:/finrobot'), NoModel)
})

const settings = { experiment: 'finrobot', registry: './mlruns' }
test('a registered model is found through the tracking server, downloaded once, and told by its version', async () => {
  using cache = folder()
  const paths: string[] = []
  await using server = await serve((req, _body, res) => {
    const url = new URL(req.url!, 'http://x')
    paths.push(url.pathname)
    const path = url.pathname.replace('/mlflow/api/2.0/', '')
    const of = { name: 'finrobot', version: '7', run_id: 'r1' }
    if (path === 'mlflow/registered-models/alias')
      return url.searchParams.get('alias') === 'Champion'
        ? json(res, 200, { model_version: of })
        : json(res, 404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Registered model alias Nobody not found.' })
    if (path === 'mlflow/model-versions/get') return json(res, 200, { model_version: of })
    if (path === 'mlflow/model-versions/get-download-uri')
      return json(res, 200, { artifact_uri: 'mlflow-artifacts:/1/models/m-1/artifacts' })
    if (path === 'mlflow/runs/get') return json(res, 200, { run: { info: { experiment_id: '1' } } })
    if (path === 'mlflow/experiments/get') return json(res, 200, { experiment: { name: 'elsewhere' } })
    if (path === 'mlflow-artifacts/artifacts')
      return json(res, 200, {
        files: ['MLmodel', 'model.onnx'].map((file) => ({ path: file, is_dir: false, file_size: 10 })),
      })
    return res.end(readFileSync(join(shippedModel, path.split('/').at(-1)!)))
  })
  const open = (modelUri: string) =>
    openModel({ settings: { ...settings, modelUri, registry: `${server.url}/mlflow` }, cache: cache.path, log })
  const model = await open('models:/finrobot@Champion')
  assert.equal(model.resolved, 'models:/finrobot/7')
  assert.deepEqual(await model.predict([[fixture.texts[0]!]]), [{ ok: true, response: `['${fixture.labels[0]}']` }])
  assert.ok(
    said.some((line) => line.includes('elsewhere')),
    'another experiment than expected is warned of',
  )
  const before = paths.filter((path) => path.endsWith('model.onnx')).length
  await (await open('models:/finrobot/7')).close()
  assert.equal(paths.filter((path) => path.endsWith('model.onnx')).length, before)
  await assert.rejects(open('models:/finrobot@Nobody'), /answered 404: Registered model alias Nobody not found/)
  await assert.rejects(
    openModel({
      settings: {
        ...settings,
        modelUri: 'models:/finrobot@Champion',
        registry: `http://127.0.0.1:${await freePort()}`,
      },
      cache: cache.path,
      log,
    }),
    /cannot be reached: ECONNREFUSED/,
  )
  await model.close()
})

test('a registry that is a folder is read like MLflow’s file store, old versions and new', async () => {
  using store = folder()
  const root = join(store.path, 'mlruns')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('models/finrobot/aliases/Champion', '2')
  write('models/finrobot/version-1/meta.yaml', `name: finrobot\nversion: 1\nsource: file://${shippedModel}\n`)
  write('models/finrobot/version-2/meta.yaml', 'name: finrobot\nversion: 2\nsource: models:/m-abc\n')
  cpSync(shippedModel, join(root, '5/models/m-abc/artifacts'), { recursive: true })
  const open = (modelUri: string) =>
    openModel({ settings: { ...settings, modelUri, registry: root }, cache: store.path, log })
  for (const [uri, resolved] of [
    ['models:/finrobot@Champion', 'models:/finrobot/2'],
    ['models:/finrobot/1', 'models:/finrobot/1'],
  ]) {
    const model = await open(uri!)
    assert.equal(model.resolved, resolved)
    await model.close()
  }
  await assert.rejects(open('models:/finrobot@Nobody'), /has no alias Nobody/)
  await assert.rejects(open('models:/finrobot/9'), /has no version 9/)
  await assert.rejects(open('s3://bucket/model'), /give a folder, an http/)
})
