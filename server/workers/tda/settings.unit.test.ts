import assert from 'node:assert/strict'
import test from 'node:test'
import { ConfigError, readConfig } from '#server/config.ts'
import { producer } from './client.ts'
import { readSettings } from './settings.ts'

const read = (env: Record<string, string> = {}) => readSettings(readConfig(env))

test('the worker’s settings have their documented defaults, and follow the environment', () => {
  const usual = read()
  assert.deepEqual(
    { ...usual, registry: undefined },
    {
      ...{ metricsPort: 9108, concurrency: 2, timeoutMs: 300_000, memoryMb: 1024, inlinePairs: 2000 },
      ...{ python: undefined, registry: undefined, storage: '.milena/tda' },
    },
  )
  const set = read({
    ...{ TDA_METRICS_PORT: '0', TDA_CONCURRENCY: '4', TDA_TIMEOUT_S: '1.5', TDA_MEMORY_MB: '256' },
    ...{ TDA_INLINE_PAIRS: '10', TDA_PYTHON: '/usr/bin/python3', SCHEMA_REGISTRY_URL: 'http://r:1', MILENA_DATA: '/d' },
  })
  assert.deepEqual(set, {
    ...{ metricsPort: 0, concurrency: 4, timeoutMs: 1500, memoryMb: 256, inlinePairs: 10 },
    ...{ python: '/usr/bin/python3', registry: 'http://r:1', storage: '/d/tda' },
  })
})

test('a wrong setting is named', () => {
  assert.throws(
    () => read({ TDA_CONCURRENCY: 'many', TDA_MEMORY_MB: '1' }),
    (error: Error) => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, /TDA_CONCURRENCY/)
      assert.match(error.message, /TDA_MEMORY_MB/)
      return true
    },
  )
})

test('the producer is set as the platform documents it', () => {
  assert.deepEqual(producer, {
    ...{ lingerMs: 10, batchBytes: 65_536, maxRequestBytes: 1_048_576, retryBackoffMs: 100 },
    ...{ requestTimeoutMs: 30_000, deliveryTimeoutMs: 120_000 },
  })
})
