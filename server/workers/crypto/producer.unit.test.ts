import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { minuteMs } from '#lib/crypto/bars.ts'
import { createLog } from '#server/log.ts'
import { newestCandle, produce } from './producer.ts'
import type { Candle } from './read-candles.ts'
import { replay, whyUnreadable } from './replay.ts'

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
    assert.match((await whyUnreadable(import.meta.filename))!, /no column open_time/)
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

test('a file without a header or with other separators is told in one sentence; bad lines by their number, ten at most, then how many', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  try {
    const file = join(dir, 'candles.csv')
    const why = async (text: string) => {
      writeFileSync(file, text)
      return whyUnreadable(file)
    }
    assert.match((await why('2025-10-09 08:00:00,1,3,0.5,2,10\n'))!, /no column open_time: the first line must name/)
    assert.match((await why('open_time;open;high;low;close;volume\n1;1;1;1;1;1\n'))!, /not the separator ;\.$/)
    assert.match((await why('open_time,open,high,low,close\n'))!, /no column volume/)
    assert.match((await why(''))!, /has no candles/)
    const head = '\ufeffopen_time,open,high,low,close,volume\n'
    const good = '2025-10-09 08:00:00,1,3,0.5,2,10\n'
    assert.equal(await why(`${head}\n\n${good}soon,1,1,1,1,1\n\n${'late,1,1,1,1,1\n'.repeat(11)}${good}`), null)
    const said: any[] = []
    const tally = { candles: 0, bad: 0 }
    for await (const _ of replay(file, { warn: (...one: unknown[]) => said.push(one) } as never, tally));
    assert.deepEqual(tally, { candles: 2, bad: 12 })
    assert.deepEqual(
      said.slice(0, -1).map(([{ line }]) => line),
      [5, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    )
    assert.match(said.at(-1)[1], /^12 of 14 lines are no candle/)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

const minutes = (count: number): Candle[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ t: begin + n * minuteMs, open: 1, high: 1, low: 1, close: 1, volume: 1 },
  }))
/** A producer of ten candles into a Kafka that does as told. */
const producing = (send: () => Promise<void>, more: Partial<Parameters<typeof produce>[0]> = {}) =>
  produce({
    ...{ symbol: 'X', sink: { send: send as never }, dialect: 'f', batch: 4, batchBytes: 900_000, paceMs: 0 },
    ...{ candles: () => minutes(10), newest: async () => undefined, liveFrom: Date.now(), mayRun: () => true },
    ...{ log: createLog('test', 'silent'), signal: new AbortController().signal },
    ...more,
  })

test('a refusal ends the producer; what Kafka never took is not counted; what is older than its newest candle is told', async () => {
  const refused = Object.assign(new Error('The topic does not exist: X'), { retriable: false })
  await assert.rejects(
    producing(() => Promise.reject(refused)),
    refused,
  )
  const stopping = new AbortController()
  let sends = 0
  const away = async () => {
    if (++sends === 1) return
    stopping.abort()
    throw Object.assign(new Error('away'), { retriable: true })
  }
  assert.equal(await producing(away, { signal: stopping.signal }), 4)

  const said: string[] = []
  const log = { warn: (_: object, text: string) => said.push(text) } as never
  assert.equal(await producing(async () => {}, { log, newest: async () => minutes(7).at(-1) }), 3)
  assert.deepEqual(said, [
    '7 candles were passed over: they are not later than the newest on the topic, of 2025-10-09T08:06:00+00:00',
  ])
})
