import type { System } from '#lib/contract.ts'
import { clearsIn, createPace, type Pace } from '#lib/health/pace.ts'
import { groupVerdict } from '#lib/health/verdict.ts'
import type { GroupRow } from '#lib/protocol.ts'
import type { ClusterGroup, ClusterTopic } from './needs.ts'

export interface GroupRows {
  /** Takes a reading in. `topics` gives the high-water marks. */
  note: (groups: readonly ClusterGroup[], topics: readonly ClusterTopic[], at: number) => void
  rows: () => GroupRow[]
}

/** Consumer groups with their lag, how fast they commit, and when they will have caught up; those of the systems first. */
export function createGroupRows({ systems }: { systems: readonly System[] }): GroupRows {
  const owners = new Map(systems.flatMap((system) => (system.groups ?? []).map((id) => [id, system.id] as const)))
  const paces = new Map<string, { out: Pace; into: Pace }>()
  let rows: GroupRow[] = []

  function row(group: ClusterGroup, marks: Map<string, { low: string; high: string }>, at: number): GroupRow {
    const topics = new Map<string, GroupRow['topics'][number]>()
    let committedSum = 0
    let highSum = 0
    for (const { topic, partition, committed } of group.offsets) {
      const mark = marks.get(`${topic}/${partition}`)
      if (!mark) continue
      const position = committed === null || BigInt(committed) < 0n ? null : committed
      // Records that expired before they were read do not wait for anyone.
      const from = position === null || BigInt(position) < BigInt(mark.low) ? mark.low : position
      const lag = Math.max(0, Number(BigInt(mark.high) - BigInt(from)))
      committedSum += Number(from)
      highSum += Number(mark.high)
      const entry = topics.get(topic) ?? { topic, lag: 0, partitions: [] }
      entry.lag += lag
      entry.partitions.push({ id: partition, committed: position, high: mark.high, lag })
      topics.set(topic, entry)
    }
    const pace = paces.get(group.id) ?? { out: createPace(), into: createPace() }
    paces.set(group.id, pace)
    pace.out.note(committedSum, at)
    pace.into.note(highSum, at)
    const lag = [...topics.values()].reduce((sum, topic) => sum + topic.lag, 0)
    const rate = Math.round(pace.out.perSecond() * 10) / 10
    const known: GroupRow = {
      id: group.id,
      state: group.state,
      members: group.members,
      topics: [...topics.values()].map((t) => ({ ...t, partitions: t.partitions.sort((a, b) => a.id - b.id) })),
      lag,
      rate,
      clearsIn: clearsIn(lag, pace.out.perSecond(), pace.into.perSecond()),
      system: owners.get(group.id) ?? null,
    }
    const { tone, say } = groupVerdict(known)
    return tone === 'good' ? known : { ...known, note: say }
  }

  return {
    note(groups, topics, at) {
      const marks = new Map(topics.flatMap((t) => t.partitions.map((p) => [`${t.name}/${p.id}`, p] as const)))
      rows = groups.map((group) => row(group, marks, at)).sort(bySystemThenLag)
      const ids = new Set(groups.map(({ id }) => id))
      for (const id of paces.keys()) if (!ids.has(id)) paces.delete(id)
    },
    rows: () => rows,
  }
}

const bySystemThenLag = (a: GroupRow, b: GroupRow): number =>
  Number(b.system !== null) - Number(a.system !== null) || a.id.localeCompare(b.id)
