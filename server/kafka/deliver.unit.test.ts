import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { compressFrameSync } from 'lz4-napi'
import type { Raw } from '#server/ports.ts'
import { deliver } from './deliver.ts'
import { readFetch } from './fetch-protocol.ts'
import { batchOf, replyOf, type TestRecord } from './reply-testing.ts'

/** What a source would hand over of a reply when it asked from `from`. */
async function read(reply: Buffer, from = 0) {
  const [records, gaps]: [Raw[], { from: string; to: string; why: string }[]] = [[], []]
  const options = {
    ...{ topics: [], cursor: () => undefined, begin: { backMs: 0, maxRecords: 0 }, onState: () => {} },
    onBatch: (batch: Raw[]) => void records.push(...batch),
    onGap: (gap: (typeof gaps)[number]) => void gaps.push(gap),
  }
  let next = from
  const delivered = (to: number) => {
    next = to
  }
  for (const fetched of readFetch(reply, 11)) {
    await deliver({ topic: 't', fetched, from, delivered }, options, new AbortController().signal)
  }
  return { records, gaps, next, values: records.map(({ value }) => value && String(value)) }
}
const simple = (...values: string[]): TestRecord[] => values.map((value) => ({ key: null, value }))

test('whatever a producer wrote is read back: keys, values, headers, nothing at all', async () => {
  const content = fc.option(
    fc.string({
      unit: fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
      maxLength: 300,
    }),
    { nil: null },
  )
  const record = fc.record({ key: content, value: content, headers: fc.dictionary(fc.string(), fc.string()) })
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (written) => {
      const { records, next } = await read(replyOf('t', [batchOf({ base: 40, records: written })]))
      assert.equal(next, 40 + written.length)
      for (const [i, { key, value, headers }] of written.entries()) {
        const got = records[i]
        assert.equal(got?.offset, String(40 + i))
        assert.equal(got?.timestamp, 1_000_000 + i)
        assert.equal(got?.key && String(got.key), key && String(Buffer.from(key)))
        assert.equal(got?.value && String(got.value), value && String(Buffer.from(value)))
        const { __proto__: _, ...own } = headers
        for (const [name, text] of Object.entries(own)) assert.equal(got?.headers?.[name], String(Buffer.from(text)))
      }
    }),
    { numRuns: 100 },
  )
})

test('a reply with damaged bytes is a gap or an error, never a crash, an endless loop or a reordered record', async () => {
  const whole = replyOf(
    't',
    [0, 3, 6].map((base) => batchOf({ base, records: simple('a', 'b', 'c') })),
  )
  const start = whole.length - 3 * ((whole.length - 47) / 3)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: Math.ceil(start), max: whole.length - 1 }), fc.nat(255), async (at, byte) => {
      const damaged = Buffer.from(whole)
      damaged[at] = byte
      const { records } = await read(damaged).catch((error) => {
        assert.ok(error instanceof RangeError, String(error))
        return { records: [] }
      })
      assert.ok(records.length < 50)
    }),
    { numRuns: 500 },
  )
})

test('reading begins at the offset asked for, though the batch began before it', async () => {
  const { values, next } = await read(replyOf('t', [batchOf({ base: 10, records: simple('a', 'b', 'c') })]), 12)
  assert.deepEqual([values, next], [['c'], 13])
})

test('a batch that was cut off by the fetch limit waits for the next fetch', async () => {
  const second = batchOf({ base: 1, records: simple('b') })
  const reply = replyOf('t', [batchOf({ base: 0, records: simple('a') }), second.subarray(0, second.length - 3)])
  const { values, gaps, next } = await read(reply)
  assert.deepEqual([values, gaps, next], [['a'], [], 1])
})

test('a batch that grows beyond the limit is a gap of just its offsets, whatever its codec', async () => {
  const zeros = Buffer.alloc(70 * 1024 * 1024)
  const bombs: [number, Buffer][] = [
    [1, gzipSync(zeros)],
    [3, compressFrameSync(zeros)],
    [4, zstdCompressSync(zeros)],
    [1, deflateSync(Buffer.from('not gzip')).subarray(3)],
    [2, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f])],
  ]
  for (const [attributes, bytes] of bombs) {
    const bomb = batchOf({ base: 1, records: simple('x', 'y'), attributes, pack: () => bytes })
    const reply = replyOf('t', [
      batchOf({ base: 0, records: simple('a') }),
      bomb,
      batchOf({ base: 3, records: simple('d') }),
    ])
    const { values, gaps, next } = await read(reply)
    assert.deepEqual([values, next], [['a', 'd'], 4])
    assert.deepEqual(
      gaps.map(({ from, to }) => [from, to]),
      [['1', '3']],
    )
  }
})

test('an aborted transaction ends at its own marker; others between are kept', async () => {
  const [open, marker] = [0x10, 0x30]
  const abort = { ...{ records: [{ key: '\0\0\0\0', value: '' }] }, attributes: marker, producer: 7 }
  const reply = replyOf(
    't',
    [
      batchOf({ base: 0, records: simple('gone'), attributes: open, producer: 7 }),
      batchOf({ base: 1, records: simple('kept'), attributes: open, producer: 8 }),
      batchOf({ base: 2, ...abort }),
      batchOf({ base: 3, records: simple('later'), attributes: open, producer: 7 }),
    ],
    [{ producer: 7, first: 0 }],
  )
  const { values, gaps, next } = await read(reply)
  assert.deepEqual([values, gaps, next], [['kept', 'later'], [], 4])
})

test('those who take records and fail get them again: it is not a gap', async () => {
  const [fetched] = readFetch(replyOf('t', [batchOf({ base: 0, records: simple('a') })]), 11)
  assert.ok(fetched)
  const options = {
    ...{ topics: [], cursor: () => undefined, begin: { backMs: 0, maxRecords: 0 }, onState: () => {} },
    onBatch: () => {
      throw new Error('disk full')
    },
    onGap: () => assert.fail('no gap'),
  }
  const delivered = () => assert.fail('not delivered')
  await assert.rejects(deliver({ topic: 't', fetched, from: 0, delivered }, options, new AbortController().signal), {
    name: 'NotTaken',
    message: /disk full/,
  })
})
