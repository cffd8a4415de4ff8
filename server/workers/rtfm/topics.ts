import { topicNamed } from '#lib/define.ts'
import { rtfm } from '#lib/systems/rtfm.ts'

/** The contract's (logical) names of the bot's topics, found by what one record of them is called. */
export interface Topics {
  messages: string
  queries: string
  responses: string
  deadLetters: string
}

export const topics = (): Topics => ({
  messages: topicNamed(rtfm, 'message'),
  queries: topicNamed(rtfm, 'question'),
  responses: topicNamed(rtfm, 'answer'),
  deadLetters: topicNamed(rtfm, 'dead letter'),
})
