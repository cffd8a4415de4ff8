import { topicNamed } from '#lib/define.ts'
import { tda } from '#lib/systems/tda.ts'

/** The contract's (logical) names of the topics of the platform, found by what one record of them is called. */
export interface Topics {
  jobs: string
  results: string
  events: string
  monitoring: string
}

export const topics = (): Topics => ({
  jobs: topicNamed(tda, 'job event'),
  results: topicNamed(tda, 'result'),
  events: topicNamed(tda, 'event'),
  monitoring: topicNamed(tda, 'reading'),
})
