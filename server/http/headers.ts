import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Scripts run only with this request's nonce (and what they load). Style elements need it too; style attributes may be inline, because
 * charts and virtual lists position their parts that way. In development React and the reload client need eval and inline styles.
 */
export function contentSecurityPolicy({ nonce, host, dev }: { nonce: string; host: string; dev: boolean }): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers that proxies and frameworks believe: nobody outside may set them. */
const believed = [
  'x-middleware-subrequest',
  'x-middleware-prefetch',
  'x-http-method-override',
  'x-matched-path',
  'x-nonce',
  'forwarded',
]
const believedPrefixes = ['x-forwarded-', 'x-invoke-', 'x-now-', 'x-vercel-', 'x-original-', 'x-rewrite-']

export function dropBelieved(req: IncomingMessage): void {
  for (const name of Object.keys(req.headers)) {
    if (believed.includes(name) || believedPrefixes.some((prefix) => name.startsWith(prefix))) delete req.headers[name]
  }
}

/** Puts the security headers on the answer, and the policy with its nonce on the request: Next reads it there and stamps its scripts. */
export function secure(req: IncomingMessage, res: ServerResponse, dev: boolean): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy({ nonce, host: req.headers.host ?? 'localhost', dev })
  req.headers['content-security-policy'] = policy
  delete req.headers['content-security-policy-report-only']
  req.headers['x-nonce'] = nonce
  res.removeHeader('X-Powered-By')
  res.setHeader('Content-Security-Policy', policy)
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'same-origin')
  res.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  res.setHeader('X-Frame-Options', 'DENY')
  res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
}

/** The nonce `secure` gave this request. */
export const nonceOf = (req: IncomingMessage): string => String(req.headers['x-nonce'] ?? '')
