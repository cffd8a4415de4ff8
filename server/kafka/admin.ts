import type { Admin, Kafka } from 'kafkajs'
import type { Topic } from '#lib/contract.ts'
import type { Raw } from '#server/ports.ts'
import { type ClusterGroup, describeAll, groupOffsets } from './admin-groups.ts'
import { type Ensured, ensureTopics } from './admin-topics.ts'
import { asKafkaError } from './errors.ts'
import type { TopicMetadata } from './metadata-protocol.ts'
import { type RangeQuery, readRange } from './read-range.ts'
import { EARLIEST, LATEST, type Wire } from './wire.ts'

export interface ClusterTopic {
  /** Physical. */
  name: string
  internal: boolean
  /** A leader of -1: nobody can read or write it now. Offsets are int64 as text; '0' both while they cannot be told. */
  partitions: {
    id: number
    leader: number
    replicas: number[]
    isr: number[]
    offline: number[]
    low: string
    high: string
  }[]
}

/** What the console asks of the cluster. Everything rejects with `KafkaDown` or `Refused` within 10 s or so. */
export interface KafkaAdmin {
  cluster: () => Promise<{
    clusterId: string | null
    controller: number
    brokers: { id: number; host: string; port: number; rack: string | null }[]
  }>
  topics: () => Promise<ClusterTopic[]>
  /** By physical name. */
  configs: (
    topic: string,
  ) => Promise<{ name: string; value: string | null; source: string; isDefault: boolean; readOnly: boolean }[]>
  /** Physical topic names. */
  groups: () => Promise<ClusterGroup[]>
  /** What a group committed on these topics (logical names); '-1': nothing. */
  groupOffsets: (group: string, topics: string[]) => Promise<{ topic: string; partition: number; offset: string }[]>
  /** First and next offset per partition, by logical name; topics that are not there are left out. */
  latestOffsets: (topics: string[]) => Promise<{ topic: string; partition: number; low: string; high: string }[]>
  /** Up to `count` records of a partition from an offset on; fewer at its end, or when time or bytes run out. */
  readRange: (query: RangeQuery) => Promise<Raw[]>
  ensureTopics: (declared: Topic[]) => Promise<Ensured>
  /** Logical names; their records go with them, for good. */
  deleteTopics: (topics: string[]) => Promise<void>
  close: () => Promise<void>
}

/** Names of Kafka's config sources by number. */
const sources = ['unknown', 'topic', 'broker', 'cluster', 'broker file', 'default', 'broker logger']

export function createAdmin(deps: {
  kafka: () => Kafka
  wire: () => Wire
  physical: (topic: string) => string
  logical: (topic: string) => string
}): KafkaAdmin {
  const { physical, logical } = deps
  let client: Promise<Admin> | undefined
  const wire = deps.wire()
  const connect = async () => {
    const made = deps.kafka().admin()
    await made.connect()
    return made
  }
  const admin = () => {
    client ??= connect()
    return client
  }
  const asking = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const failure = asKafkaError(error)
      if (failure.retriable) {
        // Whatever state it is in: the next question goes out on a new connection.
        void client?.then((made) => made.disconnect()).catch(() => {})
        client = undefined
      }
      throw failure
    }
  }
  const told = { low: new Map<string, number>(), high: new Map<string, number>() }
  const edges = async (topics: TopicMetadata[], time: number): Promise<Map<string, number>> => {
    const byLeader = new Map<number, { topic: string; partition: number; time: number }[]>()
    for (const topic of topics) {
      for (const { id, leader } of topic.partitions) {
        const list = byLeader.get(leader) ?? []
        list.push({ topic: topic.name, partition: id, time })
        byLeader.set(leader, list)
      }
    }
    byLeader.delete(-1)
    // One broker that is away must not hide what the others know.
    const found = await Promise.all([...byLeader].map(([leader, of]) => wire.offsets(leader, of).catch(() => [])))
    // What no leader tells now stays as it was told last.
    const edge = told[time === EARLIEST ? 'low' : 'high']
    for (const { topic, partition, error, offset } of found.flat())
      if (error === 0) edge.set(`${topic}/${partition}`, offset)
    return edge
  }
  const described = async (names?: string[]): Promise<ClusterTopic[]> => {
    const { topics: found } = await wire.metadata(names)
    const there = found.filter((topic) => topic.error === 0)
    const [low, high] = await Promise.all([edges(there, EARLIEST), edges(there, LATEST)])
    return there.map(({ name, internal, partitions }) => ({
      ...{ name, internal },
      partitions: partitions
        .map(({ id, leader, replicas, isr, offline }) => ({
          ...{ id, leader, replicas, isr, offline },
          ...{ low: String(low.get(`${name}/${id}`) ?? 0), high: String(high.get(`${name}/${id}`) ?? 0) },
        }))
        .sort((a, b) => a.id - b.id),
    }))
  }

  return {
    cluster: () =>
      asking(async () => {
        const { clusterId, controller, brokers } = await wire.metadata([])
        return { clusterId, controller, brokers }
      }),
    topics: () => asking(() => described()),
    configs: (topic) =>
      asking(async () => {
        const { resources } = await (await admin()).describeConfigs({
          includeSynonyms: false,
          resources: [{ type: 2, name: topic }],
        })
        return (resources[0]?.configEntries ?? []).map((entry) => {
          const { configName: name, configValue, isSensitive, isDefault, configSource, readOnly } = entry
          const source = sources[Number(configSource)] ?? 'unknown'
          return { name, value: isSensitive ? null : configValue, source, isDefault, readOnly }
        })
      }),
    groups: () => asking(async () => describeAll(await admin())),
    groupOffsets: (group, topics) =>
      asking(async () => {
        const found = await groupOffsets(await admin(), group, topics.map(physical))
        return found.map(({ topic, ...rest }) => ({ topic: logical(topic), ...rest }))
      }),
    latestOffsets: (topics) =>
      asking(async () =>
        (await described(topics.map(physical))).flatMap(({ name, partitions }) =>
          partitions.map(({ id, low, high }) => ({ topic: logical(name), partition: id, low, high })),
        ),
      ),
    readRange: (query) => asking(() => readRange(wire, physical(query.topic), query)),
    ensureTopics: (declared) => asking(() => ensureTopics({ admin, wire, physical }, declared)),
    deleteTopics: (topics) =>
      asking(async () => (await admin()).deleteTopics({ topics: topics.map(physical), timeout: 8000 })),
    async close() {
      wire.close()
      await client?.then((made) => made.disconnect()).catch(() => {})
    },
  }
}
