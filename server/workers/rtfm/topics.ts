import { rtfm } from '#lib/systems/rtfm.ts'

/** The contract's (logical) names of the bot's topics, found by what one record of them is called. */
export interface Topics {
  messages: string
  queries: string
  responses: string
  deadLetters: string
}

function named(noun: string): string {
  const topic = rtfm.topics.find((t) => t.noun === noun)
  if (!topic) throw new Error(`lib/systems/rtfm.ts declares no topic whose noun is ${noun}`)
  return topic.name
}

export const topics = (): Topics => ({
  messages: named('message'),
  queries: named('question'),
  responses: named('answer'),
  deadLetters: named('dead letter'),
})
