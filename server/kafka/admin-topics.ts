import { setTimeout as pause } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { Topic } from '#lib/contract.ts'
import type { Wire } from './wire.ts'

export interface Ensured {
  /** Physical names. */
  created: string[]
  /** Topics made with fewer replicas than they ask for, because there are fewer brokers. */
  clamped: { topic: string; wanted: number; got: number }[]
}

/** Creates the topics that are missing and leaves the others alone. */
export async function ensureTopics(
  { admin, wire, physical }: { admin: () => Promise<Admin>; wire: Wire; physical: (topic: string) => string },
  declared: Topic[],
): Promise<Ensured> {
  const { topics, brokers } = await wire.metadata(declared.map((topic) => physical(topic.name)))
  const there = new Set(topics.filter((topic) => topic.error !== 3).map((topic) => topic.name))
  const missing = declared.filter((topic) => !there.has(physical(topic.name)))
  if (missing.length === 0) return { created: [], clamped: [] }
  const replicas = (topic: Topic) => Math.min(topic.settings.replication, Math.max(1, brokers.length))
  const client = await admin()
  await client.createTopics({
    // kafkajs' own waiting fails when the broker has not yet heard of the topic itself.
    waitForLeaders: false,
    timeout: 8000,
    topics: missing.map((topic) => ({
      topic: physical(topic.name),
      numPartitions: topic.settings.partitions,
      replicationFactor: replicas(topic),
      configEntries: Object.entries(settingsFor(topic, replicas(topic))).map(([name, value]) => ({ name, value })),
    })),
  })
  await led(
    wire,
    missing.map((topic) => physical(topic.name)),
  )
  const clamped = missing.filter((topic) => replicas(topic) < topic.settings.replication)
  return {
    created: missing.map((topic) => physical(topic.name)),
    clamped: clamped.map((topic) => {
      return { topic: physical(topic.name), wanted: topic.settings.replication, got: replicas(topic) }
    }),
  }
}

/** A topic that wants more in-sync replicas than it has replicas could never be written to. */
function settingsFor(topic: Topic, replicas: number): Record<string, string> {
  const wanted = Number(topic.settings.config['min.insync.replicas'] ?? 1)
  if (wanted <= replicas) return topic.settings.config
  return { ...topic.settings.config, 'min.insync.replicas': String(replicas) }
}

/** Waits until every partition has a leader, for 8 s at most: what comes after can write at once. */
async function led(wire: Wire, names: string[]): Promise<void> {
  for (const end = performance.now() + 8000; performance.now() < end; await pause(50)) {
    const { topics } = await wire.metadata(names)
    if (topics.every(({ error, partitions }) => error === 0 && partitions.every(({ leader }) => leader >= 0))) return
  }
}
