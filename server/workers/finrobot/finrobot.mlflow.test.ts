import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { finrobot } from '#lib/systems/finrobot.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { freePort, root } from '#server/start/steps.ts'
import { ensureVenv, type Venv } from '#server/start/venv.ts'
import { gone } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { shippedModel } from './settings.ts'
import { listen, workerProcess } from './testing.ts'

/** `npm run test:mlflow`: MLflow itself, from PyPI, as registry and as scoring server. */
const patient = 240_000

function run(venv: Venv, args: string[], env: Record<string, string> = {}) {
  const path = `${join(venv.python, '..')}:${process.env.PATH}`
  const child = spawn(
    args[0] === 'mlflow' ? venv.bin('mlflow') : venv.python,
    args[0] === 'mlflow' ? args.slice(1) : args,
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'ignore', process.env.TEST_LOG ? 'inherit' : 'ignore'],
      env: { ...process.env, PATH: path, MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false', ...env },
    },
  )
  return { child, [Symbol.asyncDispose]: () => end(child) }
}
/** MLflow's servers have children of their own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL')
  await gone(child)
}
const answers = (url: string) =>
  until(
    `${url} answers`,
    () =>
      fetch(url).then(
        (r) => r.ok,
        () => false,
      ),
    patient,
  )

test('models from MLflow’s registry, from its scoring server and from its folder answer through Kafka as the shipped one does', {
  timeout: 900_000,
}, async () => {
  const venv = await ensureVenv({
    name: 'mlflow',
    requirements: 'server/workers/finrobot/train-requirements.txt',
    say: console.log,
  })
  const dir = await mkdtemp(join(tmpdir(), 'milena-mlflow-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
  const [tracking, scoring] = [await freePort(), await freePort()]
  const store = ['--backend-store-uri', `sqlite:///${dir}/mlflow.db`, '--artifacts-destination', `${dir}/artifacts`]
  await using _tracking = run(venv, ['mlflow', 'server', '--port', String(tracking), '--workers', '1', ...store])
  await using _scoring = run(venv, [
    'mlflow',
    'models',
    'serve',
    '-m',
    shippedModel,
    '-p',
    String(scoring),
    '--env-manager',
    'local',
  ])
  await answers(`http://127.0.0.1:${tracking}/health`)
  await answers(`http://127.0.0.1:${scoring}/ping`)
  const registered = async (uri: string) => {
    const { child } = run(venv, ['server/workers/finrobot/oracle/register.py'], {
      MLFLOW_TRACKING_URI: uri,
      MLFLOW_ALLOW_FILE_STORE: 'true',
    })
    await gone(child)
    assert.equal(child.exitCode, 0, `registered at ${uri}`)
  }
  await registered(`http://127.0.0.1:${tracking}`)
  await registered(`${dir}/mlruns`)

  await using broker = await startTestBroker()
  const fixture = JSON.parse(await readFile(join(shippedModel, 'fixture.json'), 'utf8')) as {
    texts: string[]
    labels: string[]
  }
  const texts = fixture.texts.slice(0, 20)
  const labels = fixture.labels.slice(0, 20)
  const list = `['${labels.join("', '")}']`
  const table = `[${labels.map((label) => `{'label': '${label}'}`).join(', ')}]`

  for (const { name, env, model, said } of [
    {
      name: 'registry',
      env: { MLFLOW_MODEL_URI: '', MLFLOW_TRACKING_URI: `http://127.0.0.1:${tracking}` },
      model: /^models:\/finrobot\/1$/,
      said: list,
    },
    {
      name: 'version',
      env: { MLFLOW_MODEL_URI: 'models:/finrobot/1', MLFLOW_REGISTRY_URI: `http://127.0.0.1:${tracking}` },
      model: /^models:\/finrobot\/1$/,
      said: list,
    },
    {
      name: 'folder',
      env: { MLFLOW_MODEL_URI: '', MLFLOW_TRACKING_URI: `${dir}/mlruns` },
      model: /^models:\/finrobot\/1$/,
      said: list,
    },
    {
      name: 'scoring',
      env: { MLFLOW_MODEL_URI: `http://127.0.0.1:${scoring}/invocations` },
      model: /invocations$/,
      said: table,
    },
  ]) {
    const topics = finrobot.topics.map((topic, i) => ({ ...topic, name: `${name}.${i ? 'out' : 'in'}` }))
    await broker.door.admin.ensureTopics(topics)
    const replies = listen(broker, `${name}.out`)
    await using worker = await workerProcess(broker.bootstrap, {
      ...env,
      DEFAULT_INPUT_TOPIC: `${name}.in`,
      DEFAULT_OUTPUT_TOPIC: `${name}.out`,
      DEFAULT_GROUP_ID: name,
    })
    assert.equal(worker.about.group, name)
    await broker.door.sink.send([
      { topic: `${name}.in`, key: null, value: JSON.stringify({ input_data: { input: texts } }) },
    ])
    const [reply] = await until(`${name} answers`, () => (replies.records.length ? replies.records : undefined), 60_000)
    const { inference, quality, error } = JSON.parse(reply!.value!.toString())
    assert.deepEqual([quality, error], [1, null], name)
    assert.equal(inference[0][0], said, name)
    assert.match(reply!.headers!['x-model']!, model)
  }
})
