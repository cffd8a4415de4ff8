import type { KafkaAdmin } from '#server/kafka/admin.ts'
import type { ProducerCounters, TdaMetrics } from './metrics.ts'

/** The platform's health object. */
export type HealthObject =
  | {
      status: 'healthy' | 'degraded'
      kafka_cluster: { status: string; broker_count: number; topic_count: number; details: object }
      schema_registry: { status: string; url?: string; subject_count?: number; error?: string }
      producer: { status: string; metrics: ProducerCounters }
      timestamp: string
    }
  | { status: 'unhealthy'; error: string; timestamp: string }

export interface Health {
  look: () => Promise<HealthObject>
  /** What the last look found of the registry; undefined where none was ever reached. */
  registry: () => boolean | undefined
}

export function createHealth(deps: {
  admin: Pick<KafkaAdmin, 'cluster' | 'topics'>
  metrics: TdaMetrics
  registry: string | undefined
  fetch?: typeof fetch
}): Health {
  let reached: boolean | undefined
  async function registry() {
    const url = deps.registry
    if (!url) return { status: 'not_configured' }
    try {
      const response = await (deps.fetch ?? fetch)(`${url.replace(/\/$/, '')}/subjects`, {
        signal: AbortSignal.timeout(2000),
      })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      reached = true
      return { status: 'healthy', url, subject_count: ((await response.json()) as string[]).length }
    } catch (error) {
      if (reached !== undefined) reached = false
      // One that never answered is perhaps not there at all.
      return {
        status: reached === undefined ? 'unknown' : 'unreachable',
        url,
        error: error instanceof Error ? error.message : String(error),
      }
    }
  }
  return {
    registry: () => reached,
    async look() {
      const timestamp = new Date().toISOString().replace('Z', '+00:00')
      try {
        const [cluster, topics, schema_registry] = await Promise.all([
          deps.admin.cluster(),
          deps.admin.topics(),
          registry(),
        ])
        const counters = deps.metrics.counters()
        const kafka_cluster = {
          status: 'healthy',
          broker_count: cluster.brokers.length,
          topic_count: topics.filter((topic) => !topic.internal).length,
          details: { cluster_id: cluster.clusterId, controller: cluster.controller },
        }
        const producer = { status: counters.is_healthy ? 'healthy' : 'degraded', metrics: counters }
        return {
          status: producer.status as 'healthy' | 'degraded',
          kafka_cluster,
          schema_registry,
          producer,
          timestamp,
        }
      } catch (error) {
        return { status: 'unhealthy', error: error instanceof Error ? error.message : String(error), timestamp }
      }
    },
  }
}
