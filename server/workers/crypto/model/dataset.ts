import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { minuteMs } from '#lib/crypto/bars.ts'
import { mix } from '../../random.ts'
import { INDICATORS, indicators, scaledWindow, WINDOW } from '../features.ts'
import { createMarket } from '../market.ts'
import type { Candle } from '../read-candles.ts'

/**
 * Training data: markets of the simulator, each with a seed of its own (none of them the demo's), every third minute with the features as they are live.
 * `label`, as the pipeline's trainers have it: 0 sell, 1 hold, 2 buy, by the return of the next minute, hold within ±0.015 %.
 */
const { values } = parseArgs({
  options: {
    markets: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '4320' },
    seed: { type: 'string', default: '20251009' },
    out: { type: 'string' },
  },
})
if (!values.out) throw new Error('say where to: --out <file.csv>')
const HOLD = 0.00015
const EVERY = 3

const file = createWriteStream(values.out)
const columns = [...INDICATORS, ...Array.from({ length: WINDOW * 5 }, (_, i) => `w${i}`)]
file.write(`market,minute,label,next_return,${columns.join(',')}\n`)
for (let index = 0; index < Number(values.markets); index++) {
  const seed = mix(Number(values.seed), index)
  // From a few dollars to a hundred thousand: nothing may hang on the price itself.
  const market = createMarket({ seed, price: 10 ** (2 + (seed % 1000) / 300), from: Date.UTC(2025, 0, 1) })
  const candles: Candle[] = Array.from({ length: Number(values.minutes) + 1 }, () => market.next())
  for (let i = WINDOW - 1; i < candles.length - 1; i += EVERY) {
    const move = candles[i + 1]!.close / candles[i]!.close - 1
    const label = move > HOLD ? 2 : move < -HOLD ? 0 : 1
    const minute = Math.round((candles[i]!.t - candles[0]!.t) / minuteMs)
    file.write(
      `${index},${minute},${label},${move},${[...indicators(candles, i), ...scaledWindow(candles, i)].join(',')}\n`,
    )
  }
}
file.end()
await finished(file)
