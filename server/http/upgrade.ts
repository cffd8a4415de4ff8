import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from './problem.ts'
import { judgeHost, judgeOrigin } from './same-origin.ts'
import { readTarget } from './target.ts'

type Handler = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * Makes us the only one who answers upgrade requests: `/socket.io/` goes to the engine, in development `/_next/` to Next's reload socket,
 * and everything else is refused and closed. Call it after Socket.IO was attached: listeners already there are taken off, later ones are not let on.
 */
export function ownUpgrade(server: Server, doors: { engine: { handleUpgrade: Handler }; devHandler?: Handler }): void {
  const { engine, devHandler } = doors
  const own: Handler = (req, socket, head) => {
    // A client that goes away in mid-handshake is no error of ours.
    socket.on('error', () => socket.destroy())
    const target = readTarget(req.url ?? '')
    const refusal = 'status' in target ? target : (judgeHost(req) ?? judgeOrigin(req))
    if (refusal) return close(socket, refusal)
    const path = 'path' in target ? target.path : ''
    const webSocket = req.headers.upgrade?.toLowerCase() === 'websocket' && req.method === 'GET'
    if (webSocket && path === '/socket.io/') return engine.handleUpgrade(req, socket, head)
    if (webSocket && devHandler && path.startsWith('/_next/')) return devHandler(req, socket, head)
    close(socket, { status: webSocket ? 404 : 400, detail: 'Nothing to upgrade to here.' })
  }
  server.removeAllListeners('upgrade')
  server.on('upgrade', own)
  // Next's router adds its own listener at the first request if it finds a server; an unowned one could be talked into proxying.
  server.on('newListener', (event, listener) => {
    if (event === 'upgrade' && listener !== own) queueMicrotask(() => server.off('upgrade', listener))
  })
}

function close(socket: Duplex, refusal: Refusal): void {
  const body = refusal.detail
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
