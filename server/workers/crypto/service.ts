import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocal } from '#server/local-host.ts'
import type { Log } from '#server/log.ts'
import { type Answer, type Call, createServiceRoutes } from './service-routes.ts'
import { type Elsewhere, openShelf } from './shelf.ts'

export interface ModelService extends AsyncDisposable {
  /** Full predict address, as FASTAPI_URL has it. */
  url: string
}

const LARGEST = 32 * 1024 * 1024

/** Serves the project's models on 127.0.0.1; another free port when the wished one is taken. A Host that is not ours is refused, and there are no CORS headers. */
export async function serveModels(options: { port: number; log: Log; elsewhere?: Elsewhere }): Promise<ModelService> {
  const shelf = await openShelf(undefined, options.elsewhere)
  const answer = createServiceRoutes(shelf)
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, async (req, res) => {
    let said: Answer
    try {
      said = isLocal(req) ? await respond(req, answer) : { status: 403, body: { detail: 'Forbidden host' } }
    } catch (error) {
      options.log.error({ error: String(error), path: req.url }, 'request failed')
      said = { status: 500, body: { detail: 'Internal Server Error' } }
    }
    if (res.destroyed) return
    const plain = typeof said.body === 'string'
    const text = Buffer.from(plain ? (said.body as string) : JSON.stringify(said.body))
    const type = plain ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json'
    res.writeHead(said.status, {
      'content-type': type,
      'content-length': text.length,
      'x-content-type-options': 'nosniff',
    })
    res.end(text)
  })
  const listen = (port: number) =>
    new Promise<void>((done, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', done)
    })
  await listen(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listen(0)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await shelf[Symbol.asyncDispose]()
    },
  }
}

async function respond(req: IncomingMessage, answer: (call: Call) => Promise<Answer>): Promise<Answer> {
  const url = URL.parse(req.url ?? '/', 'http://localhost')
  if (!url) return { status: 400, body: { detail: 'Bad Request' } }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += (chunk as Buffer).length
    if (size > LARGEST) return { status: 413, body: { detail: 'Request body too large' } }
    chunks.push(chunk as Buffer)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  let body: unknown
  // FastAPI, too, takes what is not declared as JSON for a plain string.
  if (text && !/^application\/(.+\+)?json\b/.test(req.headers['content-type'] ?? '')) body = text
  else if (text) {
    try {
      body = JSON.parse(text)
    } catch {
      const detail = [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }]
      return { status: 422, body: { detail } }
    }
  }
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : '/'
  return answer({ method: req.method ?? 'GET', path, query: url.searchParams, body })
}
