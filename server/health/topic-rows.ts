import type { System, Topic } from '#lib/contract.ts'
import { createPace, type Pace } from '#lib/health/pace.ts'
import type { GroupRow, TopicRow } from '#lib/protocol.ts'
import type { ClusterTopic, FeedReads } from './needs.ts'

export interface TopicRows {
  /** Takes a reading of the cluster in. */
  note: (topics: readonly ClusterTopic[], at: number) => void
  rows: (groups: readonly GroupRow[]) => TopicRow[]
}

export interface TopicRowsDeps {
  systems: readonly System[]
  physical: (topic: string) => string
  feed: FeedReads
}

/** Every topic of the cluster and every topic a contract declares, as rows: with contract first, in the order of the systems. */
export function createTopicRows({ systems, physical, feed }: TopicRowsDeps): TopicRows {
  const contracts = new Map<string, { system: System; topic: Topic }>(
    systems.flatMap((system) => system.topics.map((topic) => [physical(topic.name), { system, topic }] as const)),
  )
  const place = new Map([...contracts.keys()].map((name, i) => [name, i]))
  const paces = new Map<string, Pace>()
  let there: readonly ClusterTopic[] = []

  function row(
    topic: ClusterTopic,
    groups: readonly GroupRow[],
    totals: Map<string, { bad: number; newest: number }>,
  ): TopicRow {
    const known = contracts.get(topic.name)
    const read = known && totals.get(known.topic.name)
    const pace = paces.get(topic.name)
    const { partitions } = topic
    return {
      name: topic.name,
      contract: contractOf(known),
      partitions: partitions.length,
      replication: Math.max(0, ...partitions.map((p) => p.replicas.length)),
      underReplicated: partitions.filter((p) => p.leader >= 0 && p.isr.length < p.replicas.length).length,
      offline: partitions.filter((p) => p.leader < 0).length,
      records: partitions.reduce((sum, p) => sum + Number(BigInt(p.high) - BigInt(p.low)), 0),
      // What the feed reads it counts by the second; of the others we know the high-water marks.
      rate: read && known ? feed.rate(known.topic.name) : Math.round((pace?.perSecond() ?? 0) * 10) / 10,
      newest: read?.newest || pace?.changedAt() || 0,
      groups: groups.flatMap(({ id, topics }) =>
        topics.filter((t) => t.topic === topic.name).map(({ lag }) => ({ id, lag })),
      ),
      internal: topic.internal ?? topic.name.startsWith('__'),
      bad: read?.bad ?? 0,
    }
  }

  return {
    note(topics, at) {
      there = topics
      for (const { name, partitions } of topics) {
        const pace = paces.get(name) ?? createPace()
        paces.set(name, pace)
        pace.note(
          partitions.reduce((sum, p) => sum + Number(p.high), 0),
          at,
        )
      }
      const names = new Set(topics.map(({ name }) => name))
      for (const name of paces.keys()) if (!names.has(name)) paces.delete(name)
    },
    rows(groups) {
      const totals = new Map(feed.totals().map((total) => [total.topic, total]))
      const names = new Set(there.map(({ name }) => name))
      const missing = [...contracts]
        .filter(([name]) => !names.has(name))
        .map(([name, known]) => lacking(name, contractOf(known)))
      const rank = (topic: TopicRow) => place.get(topic.name) ?? (topic.internal ? 1e9 : 1e6)
      return [...there.map((topic) => row(topic, groups, totals)), ...missing].sort(
        (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name),
      )
    },
  }
}

const contractOf = (known: { system: System; topic: Topic } | undefined): TopicRow['contract'] =>
  known ? { system: known.system.id, topic: known.topic.name, title: known.topic.title, role: known.topic.role } : null

const lacking = (name: string, contract: TopicRow['contract']): TopicRow => ({
  name,
  contract,
  partitions: 0,
  replication: 0,
  underReplicated: 0,
  offline: 0,
  records: 0,
  rate: 0,
  newest: 0,
  groups: [],
  internal: false,
  bad: 0,
  missing: true,
})
