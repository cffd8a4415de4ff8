import type { System } from '#lib/contract.ts'
import { systemState } from '#lib/health/system-state.ts'
import type { KafkaState, PulseData, SystemPulse, TopicRow } from '#lib/protocol.ts'
import type { AlertReads, FeedReads, RequestReads } from './needs.ts'

export interface PulseDeps {
  systems: readonly System[]
  feed: FeedReads
  alerts: AlertReads
  requests: RequestReads
  kafka: () => KafkaState
  topics: () => readonly TopicRow[]
  demo: boolean
  notices: () => string[]
  schemas?: () => PulseData['schemas']
}

export interface Pulse {
  data: () => PulseData
  /** Changes at once when something does that nobody should wait a second for. */
  mark: () => string
}

/** What the shell and the overview show, composed from all the words. */
export function createPulse({
  systems,
  feed,
  alerts,
  requests,
  kafka,
  topics,
  demo,
  notices,
  schemas,
}: PulseDeps): Pulse {
  const bad = new Map<string, { n: number; at: number }>()

  /** When the count of undecodable records last grew. Those from before the console looked count as now. */
  const badAt = (id: string, n: number, now: number): number => {
    const known = bad.get(id)
    if (known && known.n === n) return known.at
    const at = n === 0 ? 0 : now
    bad.set(id, { n, at })
    return at
  }

  function systemPulse(id: string, blind: boolean, now: number): SystemPulse {
    const { rate, newest, bad: n, spark } = feed.pulse(id)
    const firing = alerts.firing(id)
    const critical = firing > 0 ? alerts.top(100).filter((a) => a.system === id && a.severity === 'critical').length : 0
    return {
      ...systemState({
        firing,
        critical,
        rate,
        newest,
        badAt: badAt(id, n, now),
        blind,
        now,
      }),
      rate,
      newest,
      bad: n,
      spark,
      firing,
    }
  }

  return {
    data() {
      const now = Date.now()
      const broker = kafka()
      const blind = broker.state === 'down'
      const pulses = Object.fromEntries(systems.map(({ id }) => [id, systemPulse(id, blind, now)]))
      const { firing, critical, acknowledged } = alerts.counts()
      const { waiting, late, failed } = requests.counts()
      return {
        kafka: broker,
        systems: pulses,
        alerts: { firing, critical, acknowledged, top: alerts.top(5) },
        requests: { waiting, late, failed },
        topics: topics().filter((topic) => !topic.missing && !topic.internal).length,
        ...(schemas?.() && { schemas: schemas() }),
        bad: feed.totals().reduce((sum, total) => sum + total.bad, 0),
        throughput: together(Object.values(pulses).map(({ spark }) => spark)),
        demo,
        notices: notices(),
        now,
      }
    },
    mark() {
      const { firing, critical, acknowledged } = alerts.counts()
      const { state, cause, brokers } = kafka()
      return JSON.stringify([firing, critical, acknowledged, state, cause, brokers])
    },
  }
}

/** Sparks side by side, added from their newest end. */
function together(sparks: number[][]): number[] {
  const length = Math.max(0, ...sparks.map((spark) => spark.length))
  return Array.from({ length }, (_, i) =>
    sparks.reduce((sum, spark) => sum + (spark[spark.length - length + i] ?? 0), 0),
  )
}
