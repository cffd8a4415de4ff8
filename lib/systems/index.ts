import type { Board, Form, System, Topic } from '../contract.ts'
import { crypto } from './crypto.ts'
import { delinquency } from './delinquency.ts'
import { finrobot } from './finrobot.ts'
import { rtfm } from './rtfm.ts'
import { tda } from './tda.ts'

/** The registry. A system is its file and its line here; a test holds the two together. */
export const systems: readonly System[] = [delinquency, finrobot, tda, crypto, rtfm]

const topics = new Map<string, { system: System; topic: Topic }>(
  systems.flatMap((system) => system.topics.map((topic) => [topic.name, { system, topic }] as const)),
)

export const systemOf = (id: string): System | undefined => systems.find((system) => system.id === id)
export const topicOf = (name: string): { system: System; topic: Topic } | undefined => topics.get(name)
export const boardOf = (system: string, board: string): Board | undefined =>
  systemOf(system)?.boards?.find((b) => b.id === board)
export const formOf = (system: string, form: string): Form | undefined =>
  systemOf(system)?.forms?.find((f) => f.id === form)
export const allTopics = (): Topic[] => systems.flatMap((system) => system.topics)
