import assert from 'node:assert/strict'
import test from 'node:test'
import { deadLetters } from '#lib/own-topics.ts'
import { createLog } from '#server/log.ts'
import type { Outgoing, Raw } from '#server/ports.ts'
import { createDeadLetters } from '../dead-letter.ts'
import { DAY, naive, parseNaive } from './calendar.ts'
import { createEngine } from './engine.ts'
import { createProcessor } from './processor.ts'
import { openModel } from './score.ts'
import { topics as contractTopics } from './topics.ts'
import { createWindows } from './windows.ts'

const log = createLog('test', 'silent')
const start = parseNaive('2024-01-10T08:00:00')
const raw = (offset: number, fields: object | string, headers?: Record<string, string>): Raw => {
  const txn = {
    customer_id: 'c1',
    txn_time: naive(start + offset * 3600),
    amount: 100,
    txn_type: 'debit',
    category: 'dining',
    channel: 'pos',
    merchant_id: 'M_1',
  }
  const value = typeof fields === 'string' ? fields : JSON.stringify({ ...txn, ...fields })
  return {
    topic: 't',
    partition: 0,
    offset: String(offset),
    timestamp: 1_700_000_000_000,
    key: Buffer.from('c1'),
    value: Buffer.from(value),
    ...(headers ? { headers } : {}),
  }
}

async function processor() {
  const model = await openModel()
  const sent: Outgoing[] = []
  const commits: string[] = []
  const sink = {
    send: async (records: Outgoing[]) => {
      sent.push(...records)
      return []
    },
  }
  const topics = contractTopics()
  const engine = createEngine(model)
  const made = createProcessor({ engine, sink, deadLetters: createDeadLetters(sink, log, 'g'), topics, log })
  const tools = {
    partition: 0,
    heartbeat: async () => {},
    stale: () => false,
    commit: async (offset: string) => void commits.push(offset),
  }
  const predictions = () => sent.filter((record) => record.topic === topics.predictions)
  return { ...made, engine, tools, sent, commits, predictions, [Symbol.asyncDispose]: () => model.close() }
}

test('what tells something is scored, the rest is not, and every tenth is', async () => {
  await using p = await processor()
  p.assigned({ partition: 0, committed: '0', note: null, low: '0', high: '0' })
  const telling = [
    { is_failed: true },
    { amount: 5000.01 },
    { channel: 'atm' },
    { category: 'rent' },
    { category: 'utilities' },
    { category: 'insurance' },
  ]
  await p.batch(
    telling.map((fields, i) => raw(i, fields)),
    p.tools,
  )
  assert.equal(p.predictions().length, 6)
  await p.batch(
    [6, 7, 8, 9].map((i) => raw(i, {})),
    p.tools,
  )
  assert.equal(p.predictions().length, 7)
  assert.deepEqual(p.commits, ['6', '10'])
})

test('the header of a request comes back on its prediction', async () => {
  await using p = await processor()
  p.assigned({ partition: 0, committed: '0', note: null, low: '0', high: '0' })
  await p.batch([raw(0, { category: 'rent' }, { 'x-request-id': 'abc' }), raw(1, { category: 'rent' })], p.tools)
  assert.deepEqual(
    p.predictions().map((record) => record.headers),
    [{ 'x-request-id': 'abc' }, undefined],
  )
})

test('bad transactions are buried with their bytes and stop nothing', async () => {
  await using p = await processor()
  p.assigned({ partition: 0, committed: '0', note: null, low: '0', high: '0' })
  const bad = [
    '{',
    '[]',
    '7',
    '{}',
    '{"customer_id":"c1"}',
    JSON.stringify({ customer_id: 'c1', txn_time: 'soon', amount: 1, txn_type: 'd', category: 'c', channel: 'c' }),
    '{"amount":NaN}',
  ]
  const empty = { ...raw(bad.length, ''), value: null }
  await p.batch([...bad.map((text, i) => raw(i, text)), empty, raw(bad.length + 1, { category: 'rent' })], p.tools)
  assert.equal(p.predictions().length, 1)
  const letters = p.sent.filter((record) => record.topic === deadLetters.name)
  assert.equal(letters.length, bad.length + 1)
  const first = JSON.parse(String(letters[0]!.value))
  assert.deepEqual(
    { ...first, time: '' },
    {
      cause: 'not JSON',
      group: 'g',
      origin_topic: 't',
      partition: 0,
      offset: '0',
      key: 'c1',
      value_base64: Buffer.from('{').toString('base64'),
      time: '',
    },
  )
  assert.deepEqual(p.commits, [`${bad.length + 2}`])
})

test('an assignment rebuilds windows from what the group noted, scores only what is new, and commits nothing old', async () => {
  await using p = await processor()
  assert.equal(p.assigned({ partition: 0, committed: '5', note: '2', low: '0', high: '8' }), '2')
  await p.batch(
    [2, 3, 4].map((i) => raw(i, { category: 'rent' })),
    p.tools,
  )
  assert.deepEqual([p.predictions().length, p.commits.length], [0, 1])
  await p.batch([raw(5, { category: 'rent' })], p.tools)
  assert.equal(p.predictions().length, 1)
  assert.equal(p.engine.windows.of('c1')?.window.length, 4)
  // The same records again, as after a crash before the commit: scored again, windowed once.
  await p.batch([raw(5, { category: 'rent' })], p.tools)
  assert.equal(p.engine.windows.of('c1')?.window.length, 4)
  p.revoked([0])
  assert.equal(p.engine.windows.of('c1'), undefined)
})

test('a group that never read scores each customer it finds once', async () => {
  await using p = await processor()
  assert.equal(p.assigned({ partition: 0, committed: null, note: null, low: '0', high: '3' }), '0')
  await p.batch([raw(0, {}), raw(1, { customer_id: 'c2' }), raw(2, {})], p.tools)
  assert.deepEqual(
    p
      .predictions()
      .map((record) => record.key)
      .toSorted(),
    ['c1', 'c2'],
  )
})

test("one transaction with today's date in a simulated year does not wipe the history; a calendar that really moved is followed", () => {
  const windows = createWindows()
  const txn = {
    customer_id: 'c1',
    txn_time: '',
    amount: 1,
    txn_type: 'debit' as const,
    category: 'dining',
    channel: 'pos',
    merchant_id: 'M',
  }
  let offset = 0
  const feed = (at: number) => windows.feed({ partition: 0, offset: String(offset++) }, txn, at)
  for (let day = 0; day < 30; day++) feed(start + day * DAY)
  assert.equal(feed(start + 1000 * DAY), start + 29 * DAY)
  assert.equal(feed(start - 1000 * DAY), start + 29 * DAY)
  assert.equal(windows.of('c1')?.window.length, 32)
  feed(start + 30 * DAY)
  for (let day = 0; day < 25; day++) feed(start + (500 + day / 100) * DAY)
  assert.ok(windows.of('c1')!.clock >= start + 500 * DAY)
})
