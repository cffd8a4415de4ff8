import type { System } from '#lib/contract.ts'
import { compareSettings } from '#lib/health/drift.ts'
import type { TopicData, TopicRow } from '#lib/protocol.ts'
import type { AdminReads, ClusterTopic } from './needs.ts'

type Settings = Awaited<ReturnType<AdminReads['configs']>>

export interface TopicDetails {
  /** With the settings known by now; asks for them in the background when they are older than 30 s. `arrived` is called when they come. */
  now: (name: string, arrived?: () => void) => TopicData | undefined
  /** Waits for the settings, if Kafka gives them. */
  whole: (name: string) => Promise<TopicData | undefined>
}

export interface TopicDetailDeps {
  systems: readonly System[]
  admin: Pick<AdminReads, 'configs'>
  row: (name: string) => TopicRow | undefined
  cluster: (name: string) => ClusterTopic | undefined
}

const freshMs = 30_000
/** At most this many topics' settings are remembered. */
const remembered = 200

/** One topic: its row, its partitions, and its settings beside what the contract declares. */
export function createTopicDetails({ systems, admin, row, cluster }: TopicDetailDeps): TopicDetails {
  const settings = new Map<string, { at: number; rows: Settings }>()
  const asking = new Map<string, Promise<void>>()

  const ask = (name: string): Promise<void> => {
    const under = asking.get(name)
    if (under) return under
    const round = admin
      .configs(name)
      .then((rows) => {
        settings.delete(name)
        settings.set(name, { at: Date.now(), rows })
        const oldest = settings.size > remembered ? settings.keys().next().value : undefined
        if (oldest !== undefined) settings.delete(oldest)
      })
      // The rest of the page does not need them; what was known stays.
      .catch(() => {})
      .finally(() => asking.delete(name))
    asking.set(name, round)
    return round
  }
  const stale = (name: string): boolean => Date.now() - (settings.get(name)?.at ?? 0) > freshMs

  function compose(name: string): TopicData | undefined {
    const known = row(name)
    if (!known) return undefined
    const system = systems.find(({ id }) => id === known.contract?.system)
    const declared = system?.topics.find((topic) => topic.name === known.contract?.topic)?.settings
    return {
      ...known,
      parts: (cluster(name)?.partitions ?? []).map(({ id, leader, replicas, isr, low, high }) => ({
        id,
        leader,
        replicas,
        isr,
        low,
        high,
      })),
      settings: compareSettings(settings.get(name)?.rows ?? [], declared?.config ?? null, known.replication),
      declaredPartitions: declared?.partitions ?? null,
    }
  }

  return {
    now(name, arrived) {
      const data = compose(name)
      if (data && !data.missing && stale(name)) void ask(name).then(arrived)
      return data
    },
    async whole(name) {
      const known = row(name)
      if (known && !known.missing && stale(name)) await ask(name)
      return compose(name)
    },
  }
}
