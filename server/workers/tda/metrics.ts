import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The platform's producer counters, as its health object shows them. */
export interface ProducerCounters {
  messages_sent: number
  messages_failed: number
  bytes_sent: number
  /** seconds */
  send_duration_total: number
  last_send_time: string | null
  errors_by_type: Record<string, number>
}

export interface TdaMetrics {
  text: () => Promise<string>
  contentType: string
  /** A record that left, or did not; seconds from handing it over to its acknowledgement. */
  produced: (record: { topic: string; type: string; seconds: number; bytes: number; error?: string }) => void
  jobEvent: (type: string) => void
  result: (type: string) => void
  /** 1 up, 0 down; a component that is not named is not there. */
  connections: (read: () => Record<string, boolean>) => void
  counters: () => ProducerCounters & { average_send_duration: number; success_rate: number; is_healthy: boolean }
}

/** The platform's metrics with its own names, labels and buckets; alert rules beside this file read them. */
export function createTdaMetrics(): TdaMetrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  const messages = new Counter({
    name: 'tda_kafka_messages_produced_total',
    help: 'Records handed to Kafka; status is success or error',
    labelNames: ['topic', 'message_type', 'status'],
    registers,
  })
  const latency = new Histogram({
    name: 'tda_kafka_producer_latency_seconds',
    help: 'From handing a record over to its acknowledgement',
    labelNames: ['topic', 'message_type'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const jobs = new Counter({
    name: 'tda_job_events_total',
    help: 'Events in the lives of jobs that this worker told of or took in',
    labelNames: ['event_type'],
    registers,
  })
  const results = new Counter({
    name: 'tda_computation_results_total',
    help: 'Results of computations',
    labelNames: ['result_type'],
    registers,
  })
  let states: () => Record<string, boolean> = () => ({})
  new Gauge({
    name: 'tda_kafka_connection_status',
    help: '1 connected, 0 not',
    labelNames: ['component'],
    registers,
    collect() {
      this.reset()
      for (const [component, up] of Object.entries(states())) this.set({ component }, up ? 1 : 0)
    },
  })
  const said: ProducerCounters = {
    messages_sent: 0,
    messages_failed: 0,
    bytes_sent: 0,
    send_duration_total: 0,
    last_send_time: null,
    errors_by_type: {},
  }
  return {
    text: () => register.metrics(),
    contentType: register.contentType,
    produced({ topic, type, seconds, bytes, error }) {
      messages.inc({ topic, message_type: type, status: error ? 'error' : 'success' })
      if (error) {
        said.messages_failed++
        said.errors_by_type[error] = (said.errors_by_type[error] ?? 0) + 1
        return
      }
      latency.observe({ topic, message_type: type }, seconds)
      said.messages_sent++
      said.bytes_sent += bytes
      said.send_duration_total += seconds
      said.last_send_time = new Date().toISOString()
    },
    jobEvent: (type) => jobs.inc({ event_type: type }),
    result: (type) => results.inc({ result_type: type }),
    connections(read) {
      states = read
    },
    counters() {
      const all = said.messages_sent + said.messages_failed
      const success_rate = all ? said.messages_sent / all : 1
      return {
        ...said,
        average_send_duration: said.messages_sent ? said.send_duration_total / said.messages_sent : 0,
        success_rate,
        is_healthy: success_rate > 0.95,
      }
    },
  }
}
