import type { Progress } from './supervisor.ts'
import { LATEST, type Wire } from './wire.ts'

const usual = { everyMs: 2000, patienceMs: 5000 }

export interface WatchdogDeps {
  wire: () => Wire
  /** Physical names. */
  topics: () => string[]
  progress: ReadonlyMap<string, Progress>
  signal: AbortSignal
  report: (probe: { brokers: number; clusterId: string | null; latencyMs: number }) => void
  stalled: (what: string) => void
  /** Default: every 2 s, after 5 s. */
  pace?: { everyMs: number; patienceMs: number }
}

/**
 * Asks the high-water marks over a connection of its own every 2 s. A partition that is behind and has not moved for 5 s means that
 * the reading client is stuck (kafkajs can stall for minutes without an event).
 */
export function startWatchdog(deps: WatchdogDeps): { stop: () => void } {
  const { wire: open, topics, progress, signal, report, stalled, pace = usual } = deps
  const wire = open()
  const seen = new Map<string, { next: number; since: number }>()
  let timer: NodeJS.Timeout | undefined

  const probe = async () => {
    const began = performance.now()
    const { topics: found, brokers, clusterId } = await wire.metadata(topics())
    const latencyMs = Math.round((performance.now() - began) * 10) / 10
    if (signal.aborted) return
    report({ brokers: brokers.length, clusterId, latencyMs })
    const byLeader = new Map<number, { topic: string; partition: number; time: number }[]>()
    for (const topic of found) {
      for (const { id, leader } of topic.partitions) {
        if (leader < 0 || !progress.has(`${topic.name}/${id}`)) continue
        const list = byLeader.get(leader) ?? []
        list.push({ topic: topic.name, partition: id, time: LATEST })
        byLeader.set(leader, list)
      }
    }
    const heads = await Promise.all([...byLeader].map(([leader, of]) => wire.offsets(leader, of)))
    const now = performance.now()
    for (const { topic, partition, offset, error } of heads.flat()) {
      const key = `${topic}/${partition}`
      const next = progress.get(key)?.next
      if (error !== 0 || next === undefined) continue
      const before = seen.get(key)
      if (!before || before.next !== next || next >= offset) seen.set(key, { next, since: now })
      else if (now - before.since > pace.patienceMs && !signal.aborted) return stalled(key)
    }
  }
  const turn = () => {
    timer = setTimeout(() => {
      // Whether the cluster is there at all is the reader's to say; the watchdog only compares.
      probe()
        .catch(() => seen.clear())
        .finally(() => {
          if (!signal.aborted) turn()
        })
    }, pace.everyMs)
  }
  turn()
  return {
    stop() {
      clearTimeout(timer)
      wire.close()
    },
  }
}
