import { delinquency } from '#lib/systems/delinquency.ts'

/** The contract's (logical) names of the topics the engine works with, found by what one record of them is called. */
export interface Topics {
  transactions: string
  predictions: string
  interventions: string
  customers: string
  dashboard: string
}

function named(...nouns: string[]): string {
  const topic = delinquency.topics.find((t) => nouns.includes(t.noun))
  if (!topic) throw new Error(`lib/systems/delinquency.ts declares no topic whose noun is ${nouns.join(' or ')}`)
  return topic.name
}

export const topics = (): Topics => ({
  transactions: named('transaction'),
  predictions: named('prediction'),
  interventions: named('intervention'),
  customers: named('customer update', 'customer', 'profile'),
  dashboard: named('dashboard update', 'update', 'notice'),
})
