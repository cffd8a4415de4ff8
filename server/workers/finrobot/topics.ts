import { topicNamed } from '#lib/define.ts'
import { finrobot } from '#lib/systems/finrobot.ts'

/** The contract's names of the two topics, found by what one record of them is called. */
export interface Topics {
  requests: string
  replies: string
}

export const topics = (): Topics => ({
  requests: topicNamed(finrobot, 'request'),
  replies: topicNamed(finrobot, 'reply'),
})
