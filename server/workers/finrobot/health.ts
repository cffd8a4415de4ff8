import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HealthServer {
  port: number
  stop: () => Promise<void>
}

const bodies: Record<string, unknown> = {
  '/health': { status: 'healthy' },
  '/openapi.json': {
    openapi: '3.1.0',
    info: { title: 'FinRobot', version: '1.0.0' },
    paths: { '/health': { get: { summary: 'Health', responses: { 200: { description: 'Alive' } } } } },
  },
}

/** `GET /health`, which says "healthy" as long as the process lives, as the origin's does; whether it reads Kafka is told by its group. Rejects when the port is taken. */
export async function serveHealth(options: { host: string; port: number }): Promise<HealthServer> {
  const server = createServer((req, res) => {
    const body = bodies[(req.url ?? '').split('?')[0]!]
    const status = !body ? 404 : req.method === 'GET' || req.method === 'HEAD' ? 200 : 405
    const text = JSON.stringify(status === 200 ? body : { detail: status === 404 ? 'Not Found' : 'Method Not Allowed' })
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    res.end(req.method === 'HEAD' ? undefined : text)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
