import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createRandom, mix } from '../../random.ts'
import { dayOfLife, parseNaive } from '../calendar.ts'
import { computeFeatures, FEATURES } from '../features.ts'
import { createLife } from '../life.ts'
import { createPerson } from '../population.ts'
import { isTelling } from '../transaction.ts'
import { CustomerWindow } from '../window.ts'

/**
 * Training data: simulated customers, about one observation a month each, taken at transactions that would be scored live
 * and with the features as they are live. `label` is what comes after: two or more autodebits that fail for want of money
 * in the 30 days that follow. The seed differs from the live population's.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '6000' },
    days: { type: 'string', default: '540' },
    seed: { type: 'string', default: '20230102' },
    out: { type: 'string' },
  },
})
if (!values.out) throw new Error('say where to: --out <file.csv>')
const [customers, days, seed] = [Number(values.customers), Number(values.days), Number(values.seed)]
const HORIZON = 30
/** First day with an observation: the model must know short histories, too. */
const WARM_UP = 5

const file = createWriteStream(values.out)
file.write(`customer,day,label,${FEATURES.join(',')}\n`)
for (let index = 0; index < customers; index++) {
  const life = createLife(createPerson(seed, index), seed, index)
  const dice = createRandom(mix(seed, index, 303))
  const window = new CustomerWindow()
  const seen: { day: number; features: Float64Array }[] = []
  let next = WARM_UP + dice.whole(0, 29)
  for (let day = 0; day < days + HORIZON; day++) {
    const today = dayOfLife(day)
    for (const txn of life.live(today)) {
      const at = parseNaive(txn.txn_time)
      window.add(txn, at)
      if (day < next || day >= days || !isTelling(txn)) continue
      seen.push({ day, features: computeFeatures(window, life.person.profile, at) })
      next = day + dice.whole(20, 40)
    }
    window.prune(today.start)
  }
  for (const { day, features } of seen) {
    const label = life.missed.filter((m) => m > day && m <= day + HORIZON).length >= 2 ? 1 : 0
    file.write(`${index},${day},${label},${Array.from(features, (f) => (Number.isNaN(f) ? '' : f)).join(',')}\n`)
  }
}
file.end()
await finished(file)
