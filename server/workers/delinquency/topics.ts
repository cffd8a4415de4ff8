import { topicNamed } from '#lib/define.ts'
import { delinquency } from '#lib/systems/delinquency.ts'

/** The contract's (logical) names of the topics the engine works with, found by what one record of them is called. */
export interface Topics {
  transactions: string
  predictions: string
  interventions: string
  customers: string
  dashboard: string
}

export const topics = (): Topics => ({
  transactions: topicNamed(delinquency, 'transaction'),
  predictions: topicNamed(delinquency, 'prediction'),
  interventions: topicNamed(delinquency, 'intervention'),
  customers: topicNamed(delinquency, 'customer update'),
  dashboard: topicNamed(delinquency, 'update'),
})
