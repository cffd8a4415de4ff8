import { minuteMs } from '#lib/crypto/bars.ts'
import { createRandom } from '../random.ts'
import type { Candle } from './read-candles.ts'

export interface Market {
  /** The next minute. */
  next: () => Candle
}

/** Share of a minute's usual move that a regime adds each minute. Larger would be easier to predict than any market. */
const TILT = 0.4
const USUAL_MOVE = 0.0005
const STEPS = 6

/**
 * A market that is made up: minutes whose volatility comes in clusters (a slow and a fast one), regimes of drift up, none and down that last about an
 * hour and are seen by nobody, volume that follows the moves. The same seed, price and start give the same candles.
 */
export function createMarket(start: { seed: number; price: number; from: number }): Market {
  const random = createRandom(start.seed)
  let { price, from: t } = start
  let slow = random.normal(0, 0.4)
  let fast = 0
  let regime = random.pick([-1, 0, 1])
  const cents = (value: number) => Math.max(0.01, Math.round(value * 100) / 100)

  return {
    next() {
      slow = 0.998 * slow + random.normal(0, 0.03)
      fast = 0.9 * fast + random.normal(0, 0.15)
      if (random.chance(1 / 60)) regime = random.pick([-1, 0, 1])
      const move = USUAL_MOVE * Math.exp(slow + fast)
      // However long it runs, the price stays in the world it began in.
      const pull = -0.00002 * Math.log(price / start.price)
      const drift = TILT * move * regime + pull
      const open = cents(price * (1 + random.normal(0, move / 20)))
      let close = open
      let high = open
      let low = open
      for (let i = 0; i < STEPS; i++) {
        close *= 1 + drift / STEPS + random.normal(0, move / Math.sqrt(STEPS))
        high = Math.max(high, close)
        low = Math.min(low, close)
      }
      const moved = Math.abs(close / open - 1) / move
      const volume = 12 * Math.exp(0.7 * (slow + fast) + 0.25 * moved + random.normal(0, 0.35))
      const trades = Math.round(volume * random.between(60, 90))
      const taken =
        volume * Math.min(0.95, Math.max(0.05, 0.5 + 0.12 * Math.sign(close - open) * moved + random.normal(0, 0.05)))
      price = close
      const candle: Candle = {
        t,
        ...{
          open,
          high: Math.max(cents(high), cents(close)),
          low: Math.min(cents(low), cents(close)),
          close: cents(close),
        },
        volume: Math.round(volume * 1e4) / 1e4,
        more: [
          Math.round(volume * close * 100) / 100,
          trades,
          Math.round(taken * 1e4) / 1e4,
          Math.round(taken * close * 100) / 100,
        ],
      }
      t += minuteMs
      return candle
    },
  }
}
