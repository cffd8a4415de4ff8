import { finrobot } from '#lib/systems/finrobot.ts'

/** The contract's names of the two topics, found by what one record of them is called. */
export interface Topics {
  requests: string
  replies: string
}

function named(noun: string): string {
  const topic = finrobot.topics.find((t) => t.noun === noun)
  if (!topic) throw new Error(`lib/systems/finrobot.ts declares no topic whose noun is ${noun}`)
  return topic.name
}

export const topics = (): Topics => ({ requests: named('request'), replies: named('reply') })
