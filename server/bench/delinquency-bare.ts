import { parseNaive } from '#server/workers/delinquency/calendar.ts'
import { createEngine } from '#server/workers/delinquency/engine.ts'
import { openModel } from '#server/workers/delinquency/score.ts'
import { isTelling } from '#server/workers/delinquency/transaction.ts'
import { quantile } from './stats.ts'
import { createTransactions } from './transactions.ts'

/**
 * The floors of the delinquency worker: its model called bare, with the features of the same transactions ready (rows/s one call each and in batches of 500, p99 of
 * single calls in ms), and its library called bare: features, model and explanation, one call each, without Kafka.
 */
const count = Number(process.argv[2])
const model = await openModel()
const engine = createEngine(model)
const looks = createTransactions()(count).flatMap((txn, i) => {
  const at = engine.windows.feed({ partition: 0, offset: String(i) }, txn, parseNaive(txn.txn_time))
  const row = isTelling(txn) || i % 10 === 0 ? engine.look({ customerId: txn.customer_id, at }) : undefined
  return row ? [{ row, customerId: txn.customer_id, at }] : []
})
const rows = looks.map(({ row }) => row)
const each = <T>(list: T[], size: number) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
for (const batch of each(rows, 500).slice(0, 20)) await model.score(batch)

const began = performance.now()
for (const batch of each(rows, 500)) await model.score(batch)
const batched = (rows.length / (performance.now() - began)) * 1000

const single: number[] = []
const singly = performance.now()
for (const row of rows) {
  const at = performance.now()
  await model.score([row])
  single.push(performance.now() - at)
}
const perSecond = (single.length / (performance.now() - singly)) * 1000
const wholly = performance.now()
for (const { customerId, at } of looks) await engine.score([{ customerId, row: engine.look({ customerId, at })! }])
const whole = (looks.length / (performance.now() - wholly)) * 1000
process.send!({ perSecond, batched, whole, p99: quantile(single, 0.99) })
process.disconnect()
