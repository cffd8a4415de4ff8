import type { IncomingMessage } from 'node:http'
import type { Refusal } from './problem.ts'

/** The names this machine has for itself. A page of another site can make its own name point here (DNS rebinding), so the name decides, not the address. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The origin this request was sent to, or undefined when its Host is not one of ours with the port it came in by. */
export function ownOrigin(req: IncomingMessage): string | undefined {
  const host = req.headers.host?.toLowerCase()
  if (!host || req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1)
    return undefined
  const match = /^(\[::1\]|[a-z0-9.]+)(?::(\d{1,5}))?$/.exec(host)
  const [, name, port = '80'] = match ?? []
  if (!name || !loopback.has(name) || Number(port) !== req.socket.localPort) return undefined
  return `http://${host}`
}

export const judgeHost = (req: IncomingMessage): Refusal | undefined =>
  ownOrigin(req) === undefined
    ? { status: 421, detail: 'This console answers to localhost, 127.0.0.1 and [::1] with its own port only.' }
    : undefined

/**
 * Who may write or open a socket. Browsers name the page they act for in `Origin` on every such request, so a foreign one (also `null`) is
 * refused. Without `Origin` it is no browser but a program on this machine, which could open the port anyway: it is let in.
 */
export function judgeOrigin(req: IncomingMessage): Refusal | undefined {
  const { origin } = req.headers
  const site = req.headers['sec-fetch-site']
  const foreign = origin !== undefined && origin.toLowerCase() !== ownOrigin(req)
  if (foreign || (site !== undefined && site !== 'same-origin')) {
    return {
      status: 403,
      detail: 'This came from a page of another site. Writes and live connections are for the console’s own pages.',
    }
  }
  return undefined
}

/** Data is not for embedding: another site may link here, but not load our answers as its script, image or frame. */
export function judgeReader(req: IncomingMessage): Refusal | undefined {
  const site = req.headers['sec-fetch-site']
  const own = site === undefined || site === 'same-origin' || site === 'none'
  const followedLink = req.headers['sec-fetch-mode'] === 'navigate' && req.headers['sec-fetch-dest'] === 'document'
  return own || followedLink ? undefined : { status: 403, detail: 'Another site may link to this, but not load it.' }
}
