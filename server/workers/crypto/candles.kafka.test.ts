import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { topicOf } from './topics.ts'

let broker: TestBroker
const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
before(async () => {
  broker = await startTestBroker()
})
after(async () => {
  await broker?.[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

/** `npm run candles -- …` to its end. */
async function candles(env: Record<string, string>, ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'candles.ts'), ...args],
    { env: { ...process.env, MILENA_DATA: dir, MILENA_LOG: 'info', ...env }, timeout: 60_000 },
  )
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}
const csv = (name: string, from: number, count: number) => {
  const path = join(dir, name)
  const line = (_: unknown, i: number) => `${Date.UTC(2025, 9, 9) + (from + i) * 60_000},1,1,1,1,1`
  writeFileSync(path, ['open_time,open,high,low,close,volume', ...Array.from({ length: count }, line)].join('\n'))
  return path
}
const records = async (topic: string) => {
  const read = await broker.door.admin.readRange({ topic, partition: 0, from: '0', count: 100 })
  return read.map(({ value }) => (JSON.parse(String(value)) as unknown[]).length)
}

test('on the broker of its own a producer makes the topic of its symbol, sends a file in full batches, and ends', async () => {
  const own = { KAFKA_BOOTSTRAP_SERVERS: '', KAFKA_PORT: String(broker.port) }
  const run = (file: string) => candles(own, '--crypto', 'ETHUSDT', '--csv', file, '--pace', '0', '--batch', '400')
  const first = await run(csv('first.csv', 0, 1000))
  assert.deepEqual([first.code, first.err.match(/the topic ETHUSDT was missing: created it/g)?.length], [0, 1])
  assert.match(first.out, /1000 candles were sent/)
  assert.deepEqual(await records('ETHUSDT'), [400, 400, 200])
  const largest = topicOf('ETHUSDT').settings.config['max.message.bytes']
  const settings = await broker.door.admin.configs('ETHUSDT')
  assert.equal(settings.find(({ name }) => name === 'max.message.bytes')?.value, largest)

  const second = await run(csv('second.csv', 500, 510))
  assert.equal(second.code, 0)
  assert.match(second.err, /500 candles were passed over/)
  assert.match(second.out, /10 candles were sent/)
})

test('on another cluster a missing topic ends it with 1 and a sentence that names the remedy; so does a file without candles', async () => {
  const other = { KAFKA_BOOTSTRAP_SERVERS: broker.bootstrap, MILENA_LOG: 'warn' }
  const missing = await candles(other, '--crypto', 'BTCUSDT,SOLUSDT')
  assert.equal(missing.code, 1)
  assert.match(
    missing.err,
    /^The topic (BTC|SOL)USDT does not exist on .*kafka-topics .*--create --topic (BTC|SOL)USDT/m,
  )
  assert.deepEqual(await records('SOLUSDT').catch(() => []), [])
  const bad = join(dir, 'bad.csv')
  writeFileSync(bad, 'open_time,open,high,low,close,volume\nx,1,1,1,1,1\n')
  const none = await candles(other, '--crypto', 'ETHUSDT', '--csv', bad)
  assert.equal(none.code, 1)
  assert.match(none.err, /no line of it is a candle/)
})
