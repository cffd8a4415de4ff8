import assert from 'node:assert/strict'
import test from 'node:test'
import type { RangeQuery } from '#server/kafka/read-range.ts'
import { whereToBegin } from './catch-up.ts'
import { tellCandle } from './read-candles.ts'

const candle = (minute: number) => ({ t: minute * 60_000, open: 1, high: 1, low: 1, close: 1, volume: 1 })
/** A partition with `sizes[i]` candles in record i, and a table with the minutes for which `has` is true. */
function world(sizes: number[], has: (minute: number) => boolean, maxRows = 1000) {
  let minute = 0
  const records = sizes.map((size, offset) => ({
    ...{ topic: 'BTCUSDT', partition: 0, offset: String(offset), timestamp: 0, key: null },
    value: Buffer.from(JSON.stringify(Array.from({ length: size }, () => tellCandle(candle(minute++), 'f')))),
  }))
  const known = new Set(
    Array.from({ length: minute }, (_, i) => i)
      .filter(has)
      .map((i) => i * 60_000),
  )
  return {
    deps: {
      ...{ topic: 'BTCUSDT', maxRows },
      admin: {
        // As few as Kafka may give at once.
        readRange: async ({ from, count }: RangeQuery) =>
          records.slice(Number(from), Number(from) + Math.min(count, 7)),
      },
      table: { times: async () => known },
    },
    at: (committed: string | null) => ({ partition: 0, committed, low: '0', high: String(sizes.length) }),
  }
}
const ones = (n: number) => new Array<number>(n).fill(1)

test('a new group begins with the newest candles, not more than it may look back over', async () => {
  const { deps, at } = world([500, 400, ...ones(50)], () => false, 300)
  assert.equal(await whereToBegin(deps, at(null)), '1')
  const small = world(ones(2000), () => false, 300)
  assert.equal(await whereToBegin(small.deps, small.at(null)), '1700')
  const all = world(ones(20), () => false)
  assert.equal(await whereToBegin(all.deps, all.at(null)), '0')
})

test('a group goes on where it was, if the database has all before that', async () => {
  const { deps, at } = world(ones(100), (minute) => minute < 90)
  assert.equal(await whereToBegin(deps, at('90')), '90')
})

test('a candle that the database lacks is read again, however far back within reach', async () => {
  const { deps, at } = world(ones(1200), (minute) => minute !== 400 && minute !== 700)
  assert.equal(await whereToBegin(deps, at('1200')), '400')
  const far = world(ones(1200), (minute) => minute !== 100 && minute !== 700)
  assert.equal(await whereToBegin(far.deps, far.at('1200')), '700', 'what is out of reach stays')
})

test('a database that was lost is filled again', async () => {
  const { deps, at } = world([100, ...ones(30)], () => false)
  assert.equal(await whereToBegin(deps, at('31')), '0')
})

test('an empty topic begins at its start', async () => {
  const { deps, at } = world([], () => false)
  assert.equal(await whereToBegin(deps, at(null)), '0')
})
