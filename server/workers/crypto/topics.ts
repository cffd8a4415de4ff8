import type { Topic } from '#lib/contract.ts'
import { crypto } from '#lib/systems/crypto.ts'

/** The symbols of the contract, each with a topic of its name. Other symbols work, too: their topic is simply not in the console. */
export const symbols: readonly string[] = crypto.topics.map((topic) => topic.name)
export const firstSymbol: string = symbols[0]!

/** A symbol's topic, like that of the contract. */
export const topicOf = (symbol: string): Topic => ({ ...crypto.topics[0]!, name: symbol })
