import assert from 'node:assert/strict'
import test from 'node:test'
import { groupsOf } from '#lib/define.ts'
import { finrobot } from '#lib/systems/finrobot.ts'
import { ConfigError, readConfig } from '#server/config.ts'
import { readSettings, shippedModel } from './settings.ts'

const read = (env: Record<string, string>) => readSettings(readConfig(env))
const cluster = { KAFKA_BOOTSTRAP_SERVERS: 'kafka:9092' }

test('with the embedded Kafka and nothing said, the shipped model answers under FinRobot’s own group', () => {
  const settings = read({})
  assert.equal(settings.modelUri, shippedModel)
  assert.equal(settings.groupId, 'finrobot-regression')
  assert.equal(settings.fromBeginning, true)
  assert.deepEqual([settings.host, settings.port], ['127.0.0.1', 8100])
})

test('on a cluster, or with a registry named, the model is the registered one', () => {
  assert.equal(read(cluster).modelUri, 'models:/finrobot@Champion')
  assert.equal(read({ MLFLOW_TRACKING_URI: 'http://mlflow:5000' }).modelUri, 'models:/finrobot@Champion')
  assert.equal(
    read({ ...cluster, MLFLOW_REGISTERED_MODEL_NAME: 'finrobot_model', MLFLOW_MODEL_ALIAS: 'Challenger' }).modelUri,
    'models:/finrobot_model@Challenger',
  )
  assert.equal(
    read({ ...cluster, MLFLOW_MODEL_URI: 'http://m:5001/invocations' }).modelUri,
    'http://m:5001/invocations',
  )
})

test('models are looked up where they are registered, else where they are tracked', () => {
  assert.equal(read({}).registry, './mlruns')
  assert.equal(read({ MLFLOW_TRACKING_URI: 'http://t:5000' }).registry, 'http://t:5000')
  assert.equal(
    read({ MLFLOW_TRACKING_URI: 'http://t:5000', MLFLOW_REGISTRY_URI: 'http://r:5000' }).registry,
    'http://r:5000',
  )
  assert.equal(read({ MLFLOW_EXPERIMENT_NAME: 'finrobot_experiment' }).experiment, 'finrobot_experiment')
  assert.equal(read({ LITELLM_API_KEY: 'key' }).key, 'key')
})

test('DEFAULT_KAFKA_SERVER names the brokers only where KAFKA_BOOTSTRAP_SERVERS does not', () => {
  assert.deepEqual(read({ DEFAULT_KAFKA_SERVER: 'a:9092, b:9092' }).brokers, ['a:9092', 'b:9092'])
  assert.equal(read({ ...cluster, DEFAULT_KAFKA_SERVER: 'a:9092' }).brokers, undefined)
  // As `npm start` runs its processes.
  assert.equal(
    read({ KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:9092', MILENA_EMBEDDED: 'on', DEFAULT_KAFKA_SERVER: 'a:9092' }).brokers,
    undefined,
  )
})

test('what cannot be meant is refused, every wrong variable at once', () => {
  assert.throws(
    () => read({ DEFAULT_AUTO_OFFSET_RESET: 'yesterday', DEFAULT_FASTAPI_PORT: 'eighty' }),
    (error: Error) =>
      error instanceof ConfigError && /OFFSET_RESET=yesterday.*\n.*FASTAPI_PORT=eighty/.test(error.message),
  )
  assert.equal(read({ DEFAULT_AUTO_OFFSET_RESET: 'latest' }).fromBeginning, false)
})

test('the console watches the group by the name the variable gives it', () => {
  assert.deepEqual(groupsOf(finrobot, readConfig({}).settings), ['finrobot-regression'])
  assert.deepEqual(groupsOf(finrobot, readConfig({ DEFAULT_GROUP_ID: 'finrobot-group' }).settings), ['finrobot-group'])
})
