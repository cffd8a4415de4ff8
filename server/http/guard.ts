import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { dropBelieved, secure } from './headers.ts'
import { type Refusal, sendProblem } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { judgeHost, judgeOrigin, judgeReader } from './same-origin.ts'
import { readTarget } from './target.ts'

export { ownUpgrade } from './upgrade.ts'

/** What stands before every handler. */
export interface Guard {
  /** True: go on to the handlers. False: it was refused and answered. Sets the security headers and the nonce either way. */
  admit: (req: IncomingMessage, res: ServerResponse) => boolean
  /** For Socket.IO's `allowRequest`: own Host, own Origin or none. */
  allowRequest: (req: IncomingMessage, done: (error: string | null, allowed: boolean) => void) => void
  /** Timeouts of the server: headers 10 s, request 30 s, keep-alive 65 s. */
  tune: (server: Server) => void
}

/** For `http.createServer`: headers over 16 KiB are answered 431 by Node. */
export const serverOptions = {
  maxHeaderSize: 16 * 1024,
  requireHostHeader: true,
  connectionsCheckingInterval: 5000,
} as const

const dataPaths = /^\/(?:api(?:\/|$)|metrics$|healthz$|readyz$)/
const sockets = /^\/socket\.io(?:\/|$)/
const methods = new Set(['GET', 'HEAD', 'POST'])

export interface GuardOptions {
  dev: boolean
  reads?: { perSecond: number; burst: number }
  writes?: { perSecond: number; burst: number }
  now?: () => number
}

export function createGuard({ dev, reads, writes, now }: GuardOptions): Guard {
  const readLimit = createRateLimit({ ...(reads ?? { perSecond: 50, burst: 50 }), now })
  const writeLimit = createRateLimit({ ...(writes ?? { perSecond: 10, burst: 50 }), now })

  function judge(req: IncomingMessage): Refusal | undefined {
    const method = req.method ?? ''
    const target = readTarget(req.url ?? '')
    if ('status' in target) return target
    const data = dataPaths.test(target.path)
    const read = method === 'GET' || method === 'HEAD'
    const refusal = judgeHost(req) ?? (read ? undefined : judgeOrigin(req))
    if (refusal) return refusal
    if (sockets.test(target.path))
      return { status: 426, detail: 'Sockets are WebSockets here.', headers: { upgrade: 'websocket' } }
    if (!methods.has(method))
      return { status: 405, detail: `${method} is not used here.`, headers: { allow: 'GET, HEAD, POST' } }
    // Milena has no Server Actions: whoever sends one is probing.
    if ('next-action' in req.headers) return { status: 404, detail: 'There are no actions here.' }
    if (!read && !data && !(dev && target.path.startsWith('/__nextjs'))) {
      return { status: 405, detail: 'Pages are only read. Writes go to /api.', headers: { allow: 'GET, HEAD' } }
    }
    if (data && read) return judgeReader(req) ?? limited(readLimit.take(callerOf(req)))
    return read ? undefined : limited(writeLimit.take(callerOf(req)))
  }

  return {
    admit(req, res) {
      dropBelieved(req)
      secure(req, res, dev)
      const refusal = judge(req)
      if (!refusal) return true
      // What was refused is not read to its end: the connection closes with the answer.
      if (req.method !== 'GET' && req.method !== 'HEAD') res.setHeader('Connection', 'close')
      sendProblem(res, refusal)
      return false
    },
    allowRequest(req, done) {
      const refusal = judgeHost(req) ?? judgeOrigin(req)
      done(refusal ? refusal.detail : null, !refusal)
    },
    tune(server) {
      server.headersTimeout = 10_000
      server.requestTimeout = 30_000
      server.keepAliveTimeout = 65_000
      server.maxRequestsPerSocket = 0
    },
  }
}

/** The limits are per address. A single machine is one caller, whichever of its loopback addresses it uses. */
const callerOf = (req: IncomingMessage): string => {
  const address = req.socket.remoteAddress ?? ''
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.') ? 'loopback' : address
}

const limited = (seconds: number): Refusal | undefined =>
  seconds > 0 ? { status: 429, detail: 'Too many requests at once from this address.', retryAfter: seconds } : undefined
