import { dayOfLife } from './calendar.ts'
import { createLife, type Life } from './life.ts'
import { createPerson } from './population.ts'
import type { Profile, Transaction } from './transaction.ts'

export interface Simulation {
  profiles: Profile[]
  lives: Life[]
  /** The next day of all customers together, by time. */
  nextDay: () => Transaction[]
  /** Index of the day `nextDay` will give. */
  day: () => number
}

/** A population that lives day by day. Same seed and size, same transactions; a customer's life does not depend on the others'. */
export function createSimulation(options: { customers: number; seed: number }): Simulation {
  const lives = Array.from({ length: options.customers }, (_, index) =>
    createLife(createPerson(options.seed, index), options.seed, index),
  )
  let day = 0
  return {
    lives,
    profiles: lives.map((life) => life.person.profile),
    nextDay() {
      const today = dayOfLife(day++)
      const all = lives.flatMap((life) => life.live(today))
      return all.sort((a, b) => (a.txn_time < b.txn_time ? -1 : a.txn_time > b.txn_time ? 1 : 0))
    },
    day: () => day,
  }
}
