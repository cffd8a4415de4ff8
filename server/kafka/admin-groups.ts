import { setTimeout as pause } from 'node:timers/promises'
import { type Admin, AssignerProtocol } from 'kafkajs'

export interface ClusterGroup {
  id: string
  /** Kafka's word, or `NewProtocol`: a KIP-848 group, whose members this client cannot see. */
  state: string
  members: { id: string; client: string; host: string; assigned: { topic: string; partitions: number[] }[] }[]
  /** `committed` null: nothing committed yet. */
  offsets: { topic: string; partition: number; committed: string | null }[]
}

const choosing = /NOT_COORDINATOR|COORDINATOR_NOT_AVAILABLE|LOAD_IN_PROGRESS|COORDINATOR_LOADING/

/** Repeats a question for about two seconds while the group's coordinator is being chosen or still reads its state. */
async function settled<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === 8 || !choosing.test((error as { type?: string }).type ?? '')) throw error
      await pause(250)
    }
  }
}

/** Groups asked at once; the rest wait. */
const ABREAST = 8

/** Every group with its members and commits. One that cannot be described (no right, just gone) is left out. */
export async function describeAll(admin: Admin): Promise<ClusterGroup[]> {
  const { groups } = await settled(() => admin.listGroups())
  const waiting = groups.filter((group) => group.protocolType === 'consumer' || group.protocolType === '')
  const found: ClusterGroup[] = []
  let failure: unknown
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        found.push(await describe(admin, next.groupId))
      } catch (error) {
        failure = error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(ABREAST, waiting.length) }, work))
  if (failure && found.length === 0) throw failure
  return found.sort((a, b) => a.id.localeCompare(b.id))
}

async function describe(admin: Admin, id: string): Promise<ClusterGroup> {
  const [{ groups }, offsets] = await Promise.all([
    settled(() => admin.describeGroups([id])),
    settled(() => admin.fetchOffsets({ groupId: id })).catch(() => []),
  ])
  const { state = 'Unknown', members = [] } = groups[0] ?? {}
  return {
    id,
    // A group that is listed is not dead: the broker says so to clients that do not know its protocol.
    state: state === 'Dead' ? 'NewProtocol' : state,
    members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => ({
      ...{ id: memberId, client: clientId, host: clientHost.replace(/^\//, '') },
      assigned: assignment(memberAssignment),
    })),
    offsets: offsets.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, committed: Number(offset) < 0 ? null : offset })),
    ),
  }
}

/** Groups that are not consumers (Connect, for one) put other things there. */
function assignment(bytes: Buffer): { topic: string; partitions: number[] }[] {
  try {
    const decoded = bytes.length > 0 ? AssignerProtocol.MemberAssignment.decode(bytes) : null
    return Object.entries(decoded?.assignment ?? {}).map(([topic, partitions]) => ({ topic, partitions }))
  } catch {
    return []
  }
}

/** Commits of a group on some topics (physical names), '-1' where there is none; topics that do not exist are passed over. */
export async function groupOffsets(
  admin: Admin,
  groupId: string,
  topics: string[],
): Promise<{ topic: string; partition: number; offset: string }[]> {
  const wanted = new Set(topics)
  const found = await settled(() => admin.fetchOffsets({ groupId }))
  return found
    .filter(({ topic }) => wanted.has(topic))
    .flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => ({ topic, partition, offset })))
}
