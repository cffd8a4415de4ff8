import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { ApiDeps } from './needs.ts'

export interface Metrics {
  type: string
  /** The text a Prometheus server scrapes. Every figure is read at the moment of the scrape. */
  text: () => Promise<string>
}

/** Records, screens, requests, alerts, Kafka and the process itself, as Prometheus metrics named `milena_…`. */
export function createMetrics({ feed, hub, requests, alerts, health, schemas }: ApiDeps): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]

  const perTopic = (name: string, help: string, pick: (t: ReturnType<typeof feed.totals>[number]) => number) =>
    new Counter({
      name,
      help,
      registers,
      labelNames: ['topic'],
      collect() {
        this.reset()
        for (const total of feed.totals()) this.inc({ topic: total.topic }, pick(total))
      },
    })
  perTopic('milena_records_total', 'Records read, since the console started', (t) => t.in)
  perTopic('milena_records_bad_total', 'Records that could not be decoded', (t) => t.bad)
  perTopic(
    'milena_records_conflated_total',
    'Intermediate values that a newer one of the same key overtook before a screen got them',
    (t) => t.conflated,
  )
  new Gauge({
    name: 'milena_feed_lag_records',
    help: 'Records in Kafka that the console has not read yet',
    registers,
    labelNames: ['topic'],
    collect() {
      this.reset()
      for (const [topic, lag] of health.feedLag()) this.set({ topic }, lag)
    },
  })

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('milena_schema_registry_up', 'Whether the schema registry answers', () =>
    schemas.rows().data.registry.state === 'up' ? 1 : 0,
  )
  gauge(
    'milena_schemas_wrong',
    'Schemas of the contracts that are missing, drifted or incompatible in the registry',
    () => schemas.rows().rows.filter(({ verdict }) => ['missing', 'drifted', 'incompatible'].includes(verdict)).length,
  )
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  gauge('milena_sockets', 'Browsers connected', () => hub.stats().sockets)
  gauge(
    'milena_unacknowledged_bytes_most',
    'Most that was sent to any one browser and not acknowledged',
    () => hub.stats().heldMost,
  )
  counter('milena_frames_total', 'Frames sent to browsers', () => hub.stats().frames)
  counter('milena_sockets_cut_total', 'Browsers cut because they stopped reading', () => hub.stats().cut)
  gauge('milena_outbox_letters', 'Submissions on disk that are not delivered yet', () => requests.counts().outbox.rows)
  gauge('milena_outbox_bytes', 'Bytes of those', () => requests.counts().outbox.bytes)
  gauge('milena_kafka_up', '1 while Kafka answers', () => (health.kafka().state === 'up' ? 1 : 0))
  gauge('milena_kafka_brokers', 'Brokers of the cluster', () => health.kafka().brokers)
  gauge(
    'milena_kafka_latency_seconds',
    'How long Kafka took to answer last',
    () => (health.kafka().latencyMs ?? Number.NaN) / 1000,
  )
  new Gauge({
    name: 'milena_requests',
    help: 'Requests by state',
    registers,
    labelNames: ['state'],
    collect() {
      this.reset()
      for (const [state, n] of Object.entries(requests.counts())) if (typeof n === 'number') this.set({ state }, n)
    },
  })
  new Gauge({
    name: 'milena_alerts',
    help: 'Alerts that fire, those of them that are critical, and those that someone acknowledged',
    registers,
    labelNames: ['state'],
    collect() {
      const { firing, critical, acknowledged } = alerts.counts()
      this.set({ state: 'firing' }, firing)
      this.set({ state: 'critical' }, critical)
      this.set({ state: 'acknowledged' }, acknowledged)
    },
  })
  eventLoop(registers)
  return { type: register.contentType, text: () => register.metrics() }
}

/** The delay that other work adds to an event, over the time since the scrape before. */
function eventLoop(registers: Registry[]): void {
  const resolution = 10
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  new Gauge({
    name: 'milena_event_loop_delay_seconds',
    help: 'Event-loop delay since the scrape before',
    registers,
    labelNames: ['quantile'],
    collect() {
      for (const [quantile, percent] of [
        ['0.5', 50],
        ['0.99', 99],
      ] as const) {
        this.set({ quantile }, Math.max(0, delay.percentile(percent) / 1e6 - resolution) / 1000)
      }
      delay.reset()
    },
  })
}
