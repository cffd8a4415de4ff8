import { type Assigner, AssignerProtocol, type Cluster, type PartitionAssigner } from 'kafkajs'

interface Member {
  id: string
  topics: ReadonlySet<string>
}

interface Place {
  topic: string
  partition: number
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Kafka's RangeAssignor: of each topic a run of neighbouring partitions to each member that reads it, the first members one more. */
export function range(members: Member[], topics: Map<string, number[]>): Map<string, Place[]> {
  const shares = new Map(members.map(({ id }): [string, Place[]] => [id, []]))
  for (const [topic, partitions] of topics) {
    const readers = members.filter((member) => member.topics.has(topic))
    const [each, over] = [Math.floor(partitions.length / readers.length), partitions.length % readers.length]
    let next = 0
    readers.forEach(({ id }, at) => {
      const end = next + each + (at < over ? 1 : 0)
      shares.get(id)!.push(...partitions.slice(next, end).map((partition) => ({ topic, partition })))
      next = end
    })
  }
  return shares
}

/** Kafka's RoundRobinAssignor: all partitions of all topics dealt out in turn, past members that do not read the topic. */
export function roundRobin(members: Member[], topics: Map<string, number[]>): Map<string, Place[]> {
  const shares = new Map(members.map(({ id }): [string, Place[]] => [id, []]))
  let turn = 0
  for (const [topic, partitions] of topics) {
    for (const partition of partitions) {
      while (!members[turn % members.length]!.topics.has(topic)) turn++
      shares.get(members[turn++ % members.length]!.id)!.push({ topic, partition })
    }
  }
  return shares
}

/**
 * Partitions of the topics that anybody in the group reads, in order, by topic in order. One that is not there (yet) is left out:
 * its readers have the group shared out anew when it comes.
 */
async function partitionsOf(cluster: Cluster, names: string[], own: string[]): Promise<Map<string, number[]>> {
  const found = new Map(names.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic)]))
  if (names.some((topic) => !own.includes(topic))) {
    // Another's topics: all are asked for, because a question after one that is missing is repeated until the group has given us up.
    const all = await cluster.metadata().catch(() => undefined)
    for (const { topic, partitionMetadata } of all?.topicMetadata ?? []) {
      if (found.has(topic)) found.set(topic, partitionMetadata)
    }
  }
  const ids = [...found].map(([topic, partitions]): [string, number[]] => [
    topic,
    partitions.map(({ partitionId }) => partitionId).sort((a, b) => a - b),
  ])
  return new Map(ids)
}

function assigner(name: string, share: typeof range): PartitionAssigner {
  return ({ cluster }): Assigner => ({
    name,
    version: 0,
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
    }),
    async assign({ members, topics: own }) {
      const known = members
        .map(({ memberId, memberMetadata }): Member => {
          const topics = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? []
          return { id: memberId, topics: new Set(topics) }
        })
        .sort((a, b) => byName(a.id, b.id))
      const names = [...new Set(known.flatMap(({ topics }) => [...topics]))].sort(byName)
      const shares = share(known, await partitionsOf(cluster, names, own))
      // A member without a share is told so: other clients cannot read the empty answer the broker gives those who are left out.
      return [...shares].map(([memberId, places]) => {
        const assignment: Record<string, number[]> = {}
        for (const { topic, partition } of places) {
          assignment[topic] ??= []
          assignment[topic].push(partition)
        }
        const bytes = AssignerProtocol.MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) })
        return { memberId, memberAssignment: bytes }
      })
    },
  })
}

/**
 * How a group of ours shares partitions, by the names every other Kafka client knows: a system's own worker (kafka-python, librdkafka,
 * aiokafka, Java) can then stand in the same group as ours. kafkajs' own is called `RoundRobinAssigner`, which no other client offers,
 * so the broker refuses whoever comes second (INCONSISTENT_GROUP_PROTOCOL) and his program ends.
 */
export const assigners: PartitionAssigner[] = [assigner('range', range), assigner('roundrobin', roundRobin)]
