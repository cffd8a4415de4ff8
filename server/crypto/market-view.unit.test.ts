import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { minuteMs } from '#lib/crypto/bars.ts'
import { nextMinute } from '#lib/crypto/market.ts'
import { createLog } from '../log.ts'
import type { FeedListener } from '../ports.ts'
import { createCandleMemory } from './candle-memory.ts'
import { createMarket, type Market } from './market.ts'
import { askOf, openPicture } from './market-view.ts'

const symbol = 'XBT'
const minute = Math.floor(Date.now() / minuteMs) * minuteMs
/** Where the market stands: two days behind the clock, as a market that is told again. */
const stand = minute - 2 * 1440 * minuteMs

/** A market of 400 candles, all but the last `unsaid` of them predicted. */
function marketBehindTheClock(unsaid = 0) {
  let listener: FeedListener | undefined
  const memory = createCandleMemory({
    feed: {
      listen: (given) => {
        listener = given
        return () => {}
      },
      history: () => [],
    },
    symbols: [symbol],
  })
  const send = (...times: number[]) =>
    listener?.entries?.(
      [
        {
          ...{ topic: symbol, partition: 0, offset: '0', time: Date.now(), key: null },
          message: times.map((t) => ({ open_time: t, open: 100, high: 101, low: 99, close: 100, volume: 1 })),
        },
      ],
      true,
    )
  send(...Array.from({ length: 400 }, (_, i) => stand - i * minuteMs))
  const log = createLog('crypto-test', 'silent')
  const real = createMarket({ symbol, memory, database: { why: 'none' }, log })
  const said = { lightgbm_v1: [0.1, 0.2, 0.7] }
  const market: Market = {
    ...real,
    watch(since, changed) {
      const watch = real.watch(since, changed)
      const predicted = (t: number) => t <= stand - unsaid * minuteMs || t > stand
      return { ...watch, minutes: () => watch.minutes().map((one) => (predicted(one.t) ? { ...one, p: said } : one)) }
    },
  }
  const picture = (range: 'live' | '24h') => {
    const ask = askOf({ kind: 'market', symbol, range })
    assert.ok(typeof ask === 'object')
    const opened = openPicture(ask, market, { memory, changed: () => {} })
    const data = opened.read(Date.now())
    opened.close()
    return data
  }
  return { send, picture }
}

describe('the picture of a market', () => {
  it('stays with the market when one candle lies far ahead of it, and says what it leaves out', () => {
    const { send, picture } = marketBehindTheClock()
    const before = picture('live')
    send(minute)
    const after = picture('live')
    assert.deepEqual([after.newest, after.bars.length, after.to], [stand, 120, before.to])
    assert.deepEqual([before.apart, after.apart], [null, { n: 1, t: minute }])
    assert.deepEqual([after.runs[0]?.score, after.base], [before.runs[0]?.score, before.base])
    // A range of the clock looks where that candle lies alone.
    assert.deepEqual([picture('24h').newest, picture('24h').bars.length], [stand, 0])
    assert.deepEqual(nextMinute(after), { open_time: new Date(stand + minuteMs).toISOString().replace('.000', '') })
  })

  it('goes to candles beyond once they are several, and shows those of a market that has just begun', () => {
    const { send, picture } = marketBehindTheClock()
    send(...[0, 1, 2, 3, 4, 5].map((i) => minute - i * minuteMs))
    assert.deepEqual([picture('live').newest, picture('live').apart], [minute, null])
  })

  it('says of a model that stopped how far it is behind the market, though a candle ahead was predicted', () => {
    const { send, picture } = marketBehindTheClock(30)
    send(minute)
    const [run] = picture('live').runs
    assert.deepEqual([run?.newest, run?.behind], [stand - 30 * minuteMs, 30])
  })
})
