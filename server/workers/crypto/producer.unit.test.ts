import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { minuteMs } from '#lib/crypto/bars.ts'
import { createLog } from '#server/log.ts'
import { replay, whyUnreadable } from './produce.ts'
import { newestCandle } from './producer.ts'

const begin = Date.UTC(2025, 9, 9, 8)
/** A topic of one partition, each record the minutes given. */
function topicOf(records: number[][]) {
  const batches = records.map((minutes) =>
    minutes.map((n) => ({ open_time: begin + n * minuteMs, open: 1, high: 1, low: 1, close: n + 1, volume: 1 })),
  )
  return {
    latestOffsets: async () => [{ topic: 'X', partition: 0, low: '0', high: String(records.length) }],
    readRange: async ({ from, count }: { from: string; count: number }) =>
      batches
        .slice(Number(from), Number(from) + count)
        .map((batch) => ({ value: Buffer.from(JSON.stringify(batch)) })) as never,
  }
}
const stands = async (records: number[][]) => {
  const candle = await newestCandle(topicOf(records) as never, 'X')
  return candle && (candle.t - begin) / minuteMs
}
const live = Array.from({ length: 50 }, (_, i) => [i])

test('a producer goes on where the market stands, not behind a candle that lies far ahead of it', async () => {
  assert.equal(await stands(live), 49)
  assert.equal(await stands([...live, [4000]]), 49)
  assert.equal(await stands([...live, [4000], [50]]), 50)
  assert.equal(await stands([live.flat(), [4000]]), 49)
  assert.equal(await stands([[0], [1], [2]]), 2)
  assert.equal(await stands([]), undefined)
})

test('a file of candles that is not there is told in one sentence with the remedy, and ends the producer with 1', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  try {
    const missing = join(dir, 'none.csv')
    assert.match((await whyUnreadable(missing))!, /^There is no file .*none\.csv\. --csv takes a file/)
    assert.match((await whyUnreadable(dir))!, /is a folder/)
    assert.equal(await whyUnreadable(import.meta.filename), null)
    await assert.rejects(async () => {
      for await (const _ of replay(missing, createLog('test', 'fatal'))) assert.fail('there is nothing in it')
    }, /ENOENT/)
    const program = join(import.meta.dirname, 'candles.ts')
    const { status, stderr } = spawnSync(process.execPath, [
      ...['--disable-warning=ExperimentalWarning', program, '--csv', missing],
    ])
    assert.deepEqual([status, stderr.toString().trim().split('\n').length], [1, 1])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
