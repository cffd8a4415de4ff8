import { createSimulation } from '#server/workers/delinquency/simulation.ts'
import type { Transaction } from '#server/workers/delinquency/transaction.ts'

/** The next so many transactions of a repeatable population of 1,000, by time: every process of a bench makes the same. */
export function createTransactions(): (count: number) => Transaction[] {
  const simulation = createSimulation({ customers: 1_000, seed: 7 })
  let ready: Transaction[] = []
  return (count) => {
    while (ready.length < count) ready = ready.concat(simulation.nextDay())
    return ready.splice(0, count)
  }
}
