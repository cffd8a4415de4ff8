import type { System } from '#lib/contract.ts'
import type { TopicRow } from '#lib/protocol.ts'

export interface NoticesOf {
  systems: readonly System[]
  topics: readonly TopicRow[]
  brokers: number
  external: boolean
}

/** What the operator must know of the cluster, in sentences: replication that had to be clamped, topics that are not there. */
export function clusterNotices({ systems, topics, brokers, external }: NoticesOf): string[] {
  const declared = new Map(
    systems.flatMap((system) => system.topics.map((topic) => [topic.name, topic.settings.replication] as const)),
  )
  const there = topics.filter((topic) => topic.contract && !topic.missing)
  const clamped = there.filter((topic) => topic.replication < (declared.get(topic.contract?.topic ?? '') ?? 0))
  const missing = topics.filter((topic) => topic.missing)
  const notices: string[] = []
  if (clamped.length > 0 && brokers > 0) {
    const many = clamped.length === 1 ? 'One topic is' : `${clamped.length} topics are`
    notices.push(
      `${many} replicated less than declared: the cluster has ${brokers === 1 ? 'one broker' : `${brokers} brokers`}.`,
    )
  }
  if (external && missing.length > 0 && topics.length > missing.length) {
    notices.push(
      `${missing.length === 1 ? 'One declared topic is' : `${missing.length} declared topics are`} not on this cluster. The topics page can create them.`,
    )
  }
  return notices
}
