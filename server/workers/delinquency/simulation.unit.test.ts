import assert from 'node:assert/strict'
import test from 'node:test'
import { parseNaive } from './calendar.ts'
import { newestOf } from './resume.ts'
import { createSimulation } from './simulation.ts'
import { isTelling } from './transaction.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('the same seed lives the same lives, another seed others', () => {
  const live = (seed: number) => {
    const simulation = createSimulation({ customers: 20, seed })
    return JSON.stringify([simulation.profiles, Array.from({ length: 40 }, () => simulation.nextDay())])
  }
  assert.equal(live(7), live(7))
  assert.notEqual(live(7), live(8))
})

test('a customer lives the same life in a population of any size', () => {
  const of = (customers: number) => {
    const simulation = createSimulation({ customers, seed: 7 })
    const id = simulation.profiles[2]!.customer_id
    return Array.from({ length: 60 }, () => simulation.nextDay())
      .flat()
      .filter((txn) => txn.customer_id === id)
  }
  assert.deepEqual(of(3), of(12))
})

test('a population is as its users know it: about a transaction a day, the income brackets, all days in order', () => {
  const simulation = createSimulation({ customers: 1000, seed: 7 })
  const brackets = Object.groupBy(simulation.profiles, (p) => p.income_bracket)
  for (const [name, share] of [
    ['low', 0.3],
    ['medium', 0.4],
    ['high', 0.2],
    ['very_high', 0.1],
  ] as const) {
    assert.ok(Math.abs(brackets[name]!.length / 1000 - share) < 0.05, name)
  }
  assert.equal(new Set(simulation.profiles.map((p) => p.customer_id)).size, 1000)
  assert.ok(simulation.profiles.every((p) => uuid.test(p.customer_id) && p.salary_day >= 1 && p.salary_day <= 28))
  const days = 120
  const all = Array.from({ length: days }, () => simulation.nextDay()).flat()
  const perDay = all.length / days / 1000
  assert.ok(perDay > 0.7 && perDay < 1.3, `${perDay} a day`)
  assert.ok(all.every((txn, i) => i === 0 || txn.txn_time >= all[i - 1]!.txn_time))
  assert.ok(all.every((txn) => txn.amount > 0 && !Number.isNaN(parseNaive(txn.txn_time))))
  const share = all.filter(isTelling).length / all.length
  assert.ok(share > 0.15 && share < 0.45, `${share} are scored`)
  const failed = all.filter((txn) => txn.is_failed).length / all.length
  assert.ok(failed > 0.005 && failed < 0.05, `${failed} fail`)
})

test('some slide into trouble, and some of those recover', () => {
  const simulation = createSimulation({ customers: 400, seed: 7 })
  const troubled = new Set<number>()
  const recovered = new Set<number>()
  for (let day = 0; day < 365; day++) {
    simulation.nextDay()
    for (const [i, { fortune }] of simulation.lives.entries()) {
      if (fortune.severity > 0.4) troubled.add(i)
      if (fortune.phase === 'steady' && troubled.has(i)) recovered.add(i)
    }
  }
  assert.ok(
    troubled.size > 100 && recovered.size > 30 && recovered.size < troubled.size,
    `${troubled.size} troubled, ${recovered.size} recovered`,
  )
})

test("the calendar goes on after the newest simulated day, not after a person's test with today's date", () => {
  const day = (text: string) => parseNaive(text)
  assert.equal(newestOf([]), undefined)
  assert.equal(
    newestOf([day('2023-03-01'), day('2023-03-02'), day('2023-03-02T08:00:00'), day('2026-11-21')]),
    day('2023-03-02T08:00:00'),
  )
})
