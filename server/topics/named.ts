import type { System, Topic } from '#lib/contract.ts'
import { ownTopics } from '#lib/own-topics.ts'
import { systems } from '#lib/systems/index.ts'

export interface Declared {
  topic: Topic
  /** null: Milena's own. */
  system: System | null
}

export const declared = (): Declared[] => [
  ...systems.flatMap((system) => system.topics.map((topic) => ({ topic, system: system as System | null }))),
  ...ownTopics.map((topic) => ({ topic, system: null })),
]

/** The declared topic of a name (the contract's or the cluster's), or the names that come near. */
export function find(name: string, physical: (topic: string) => string): Declared | string[] {
  const all = declared()
  const found = all.find(({ topic }) => topic.name === name || physical(topic.name) === name)
  if (found) return found
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const wanted = bare(name)
  const near = all
    .map(({ topic }) => topic.name)
    .filter(
      (other) =>
        wanted.length > 2 &&
        (bare(other).includes(wanted) ||
          wanted.includes(bare(other)) ||
          bare(other).slice(0, 4) === wanted.slice(0, 4)),
    )
  return near
}
