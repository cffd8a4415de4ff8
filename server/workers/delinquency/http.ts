import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isLocal } from '#server/local-host.ts'
import type { Log } from '#server/log.ts'
import type { Answer, Call } from './api.ts'

export interface ApiServer extends AsyncDisposable {
  port: number
  stop: () => Promise<void>
}

const LARGEST = 1024 * 1024

/**
 * Serves the API on 127.0.0.1. Rejects when the port is taken. Unlike the origin it allows no other web site to read or call it: a
 * Host that is not ours is refused, there are no CORS headers, and bodies must be declared as JSON.
 */
export async function serveApi(options: {
  port: number
  answer: (call: Call) => Promise<Answer>
  log: Log
}): Promise<ApiServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, async (req, res) => {
    let answer: Answer
    try {
      answer = isLocal(req) ? await respond(req) : { status: 403, body: { detail: 'Forbidden host' } }
    } catch (error) {
      options.log.error({ error: String(error), path: req.url }, 'request failed')
      answer = { status: 500, body: { detail: 'Internal Server Error' } }
    }
    if (res.destroyed) return
    const text = Buffer.from(JSON.stringify(answer.body))
    res.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': text.length,
      'x-content-type-options': 'nosniff',
    })
    res.end(text)
  })

  async function respond(req: IncomingMessage): Promise<Answer> {
    const url = URL.parse(req.url ?? '/', 'http://localhost')
    if (!url) return { status: 400, body: { detail: 'Bad Request' } }
    const method = req.method ?? 'GET'
    const read = method === 'POST' ? await json(req) : { body: undefined }
    if ('refusal' in read) return read.refusal
    const requestId = req.headers['x-request-id']
    return options.answer({
      method,
      path: url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : '/',
      query: url.searchParams,
      body: read.body,
      ...(typeof requestId === 'string' && requestId.length <= 200 ? { requestId } : {}),
    })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const stop = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, stop, [Symbol.asyncDispose]: stop }
}

async function json(req: IncomingMessage): Promise<{ body: unknown } | { refusal: Answer }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += (chunk as Buffer).length
    if (size > LARGEST) return { refusal: { status: 413, body: { detail: 'Request body too large' } } }
    chunks.push(chunk as Buffer)
  }
  if (!size) return { body: undefined }
  const text = Buffer.concat(chunks).toString('utf8')
  // FastAPI, too, takes what is not declared as JSON for a plain string.
  if (!/^application\/(.+\+)?json\b/.test(req.headers['content-type'] ?? '')) return { body: text }
  try {
    return { body: JSON.parse(text) }
  } catch (error) {
    const ctx = { error: error instanceof Error ? error.message : String(error) }
    return {
      refusal: {
        status: 422,
        body: { detail: [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {}, ctx }] },
      },
    }
  }
}
