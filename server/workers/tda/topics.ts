import { tda } from '#lib/systems/tda.ts'

/** The contract's (logical) names of the topics of the platform, found by what one record of them is called. */
export interface Topics {
  jobs: string
  results: string
  events: string
  monitoring: string
}

function named(noun: string): string {
  const topic = tda.topics.find((t) => t.noun === noun)
  if (!topic) throw new Error(`lib/systems/tda.ts declares no topic whose noun is ${noun}`)
  return topic.name
}

export const topics = (): Topics => ({
  jobs: named('job event'),
  results: named('result'),
  events: named('event'),
  monitoring: named('reading'),
})
