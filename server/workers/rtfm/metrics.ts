import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { isLocal } from '#server/local-host.ts'
import type { Breaker } from './breaker.ts'

export interface Metrics {
  processed: (topic: string, status: string, ms: number) => void
  error: (type: string) => void
  text: () => Promise<string>
}

/** The counters the bot's own processor has, by the same names. */
export function createMetrics(breakers: Breaker[]): Metrics {
  const register = new Registry()
  const of = { registers: [register] }
  const processed = new Counter({
    ...{ name: 'rtfm_messages_processed_total', help: 'Records worked on', labelNames: ['topic', 'status'] as const },
    ...of,
  })
  const latency = new Histogram({
    ...{ name: 'rtfm_processing_latency_seconds', help: 'Time per record', labelNames: ['topic'] as const },
    ...{ buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10], ...of },
  })
  const errors = new Counter({
    ...{ name: 'rtfm_errors_total', help: 'What went wrong, by kind', labelNames: ['type'] as const },
    ...of,
  })
  const state = new Gauge({
    ...{ name: 'rtfm_circuit_breaker_state', help: '0 closed, 1 open, 2 half open', labelNames: ['service'] as const },
    ...of,
    collect() {
      for (const breaker of breakers) state.set({ service: breaker.name.toLowerCase() }, breaker.state())
    },
  })
  return {
    processed(topic, status, ms) {
      processed.inc({ topic, status })
      if (ms > 0) latency.observe({ topic }, ms / 1000)
    },
    error: (type) => errors.inc({ type }),
    text: () => register.metrics(),
  }
}

/** Serves them on the loopback until closed. Rejects when the port is taken. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<{ port: number; close: () => void }> {
  const server: Server = createServer(async (request, response) => {
    if (!isLocal(request)) return void response.writeHead(403).end()
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(await metrics.text())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
