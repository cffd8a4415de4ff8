import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocal } from '#server/local-host.ts'

/** Where Apicurio speaks Confluent's language. */
const confluent = '/apis/ccompat/v7'
const verbs = /^\/(?:subjects|schemas|config|compatibility|mode)(?=[/?]|$)/

/**
 * The registry's door on its public port: services that know nothing of Apicurio find Confluent's paths at the root, as their default
 * `http://localhost:8081` expects. Until the registry is up it answers 503, so that nobody waits on a closed port.
 */
export async function openFront(port: number, behind: () => number | undefined) {
  const server = createServer((req, res) => {
    const at = behind()
    if (!isLocal(req)) refuse(req, res, 403, 'Forbidden host or origin')
    else if (at === undefined) refuse(req, res, 503, 'The schema registry is starting.')
    else relay(req, res, at)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function relay(req: IncomingMessage, res: ServerResponse, port: number): void {
  const url = req.url ?? '/'
  const path = verbs.test(url) ? confluent + url : url
  const { method, headers } = req
  const there = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(res)
    answer.on('error', () => res.destroy())
  })
  there.on('error', () =>
    res.headersSent ? res.destroy() : refuse(req, res, 503, 'The schema registry does not answer.'),
  )
  res.on('close', () => there.destroy())
  req.pipe(there)
}

function refuse(req: IncomingMessage, res: ServerResponse, status: number, message: string): void {
  req.resume()
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify({ error_code: status * 100 + 1, message }))
}
