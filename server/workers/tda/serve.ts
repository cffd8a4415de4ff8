import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocal } from '#server/local-host.ts'
import type { Log } from '#server/log.ts'
import type { HealthObject } from './health.ts'
import type { TdaMetrics } from './metrics.ts'

export interface Served {
  /** undefined: another process has the port, and this one goes on without. */
  port: number | undefined
  stop: () => void
}

/** `/metrics` for Prometheus and `/health`, on 127.0.0.1. */
export async function serve(deps: {
  port: number
  metrics: TdaMetrics
  health: () => Promise<HealthObject>
  log: Log
}): Promise<Served> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, async (req, res) => {
    const path = (req.url ?? '/').split('?')[0]
    const answer = (status: number, type: string, text: string) => {
      res.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' })
      res.end(text)
    }
    if (!isLocal(req)) return answer(403, 'text/plain', 'Forbidden host\n')
    if (req.method !== 'GET') return answer(405, 'text/plain', 'GET only\n')
    if (path === '/metrics') return answer(200, deps.metrics.contentType, await deps.metrics.text())
    if (path !== '/health') return answer(404, 'text/plain', '/metrics and /health\n')
    const health = await deps.health()
    answer(health.status === 'unhealthy' ? 503 : 200, 'application/json', JSON.stringify(health))
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(deps.port, '127.0.0.1', resolve)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    deps.log.info({ port: deps.port }, 'the metrics port is taken; this process goes on without')
    return { port: undefined, stop: () => {} }
  }
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, stop }
}
