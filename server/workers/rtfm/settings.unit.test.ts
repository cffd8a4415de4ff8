import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { canned } from '#lib/rtfm/canned.ts'
import { ConfigError, readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { createBreaker } from './breaker.ts'
import { createMetrics, serveMetrics } from './metrics.ts'
import { checkSettings } from './settings.ts'
import { startWorker } from './worker.ts'

/** A Kafka that nobody can reach. */
const away = {
  admin: {
    latestOffsets: () => Promise.reject(new Error('nothing listens')),
    groupOffsets: () => Promise.reject(new Error('nothing listens')),
  },
} as unknown as Parameters<typeof startWorker>[0]['door']

test('settings say what answers are made of and where the chat is kept; the worker is ready and ends without Kafka', async () => {
  const data = mkdtempSync(join(tmpdir(), 'milena-settings-'))
  const about = async (env: Record<string, string>) => {
    const config = readConfig({ MILENA_DATA: data, ...env })
    checkSettings(config.settings)
    await using worker = await startWorker({ config, log: createLog('test', 'error'), door: away })
    return worker.about
  }
  assert.deepEqual(await about({}), { archive: 'full text', answers: 'quotations, because no GEMINI_API_KEY is set' })
  assert.equal((await about({ GEMINI_API_KEY: 'k' })).answers, 'gemini-2.5-flash')
  assert.ok((await about({ RTFM_WITHOUT_KEY: 'disabled' })).answers.includes(canned.disabled))
  assert.equal((await about({ CHROMA_URL: 'http://127.0.0.1:1' })).archive, 'ChromaDB')
  // The bot's own login: declared, so that it is listed, and of no consequence here.
  assert.deepEqual(await about({ DISCORD_TOKEN: 'secret' }), await about({}))
  rmSync(data, { recursive: true })
})

test('settings that cannot be meant are all named at once', () => {
  const wrong = { CHROMA_URL: 'chroma', RTFM_WITHOUT_KEY: 'guess', RTFM_METRICS_PORT: 'no' }
  const check = () => checkSettings(readConfig(wrong).settings)
  assert.throws(
    check,
    (error: Error) => error instanceof ConfigError && Object.keys(wrong).every((name) => error.message.includes(name)),
  )
  assert.doesNotThrow(() => checkSettings(readConfig({}).settings))
})

test('the processor’s figures are served by the names its dashboards know', async () => {
  const breaker = createBreaker('Gemini', { timeoutMs: 50, failures: 2, openMs: 60_000 })
  const metrics = createMetrics([breaker])
  metrics.processed('bot-queries', 'answered', 12)
  metrics.error('invalid_message')
  const slow = () => breaker.run(() => new Promise<never>(() => {}))
  await assert.rejects(slow(), /Gemini did not answer within 0.05 s/)
  await assert.rejects(slow(), /did not answer/)
  await assert.rejects(slow(), /failed 2 times in a row/)
  const served = await serveMetrics(metrics, 0)
  const text = await (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text()
  assert.match(text, /rtfm_messages_processed_total\{topic="bot-queries",status="answered"\} 1/)
  assert.match(text, /rtfm_processing_latency_seconds_count\{topic="bot-queries"\} 1/)
  assert.match(text, /rtfm_errors_total\{type="invalid_message"\} 1/)
  assert.match(text, /rtfm_circuit_breaker_state\{service="gemini"\} 1/)
  assert.equal((await fetch(`http://127.0.0.1:${served.port}/`)).status, 404)
  served.close()
})
