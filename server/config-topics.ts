import { systems } from '#lib/systems/index.ts'

export interface TopicNames {
  /** Contract name ↔ the name on the cluster. Names without a contract pass unchanged. */
  physical: (topic: string) => string
  logical: (topic: string) => string
}

/** The names of topics as the systems' own variables set them: each by its own, else with the system's prefix. */
export function topicNames(env: Record<string, string | undefined>): TopicNames {
  const there = new Map<string, string>()
  for (const { topics, prefix } of systems) {
    // Set to nothing it says that there is no prefix.
    const begin = prefix && env[prefix.env]
    for (const { name, env: own } of topics) {
      const renamed = own?.map((variable) => env[variable]).find(Boolean)
      const moved =
        prefix && begin !== undefined && name.startsWith(prefix.usual)
          ? begin + name.slice(prefix.usual.length)
          : undefined
      const now = renamed ?? moved
      if (now && now !== name) there.set(name, now)
    }
  }
  const back = new Map([...there].map(([logical, physical]) => [physical, logical]))
  return { physical: (topic) => there.get(topic) ?? topic, logical: (topic) => back.get(topic) ?? topic }
}
