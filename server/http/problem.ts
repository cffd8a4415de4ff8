import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'

/** RFC 9457. `errors` holds one sentence per dotted field name. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  errors?: Record<string, string>
}

export interface Refusal {
  status: number
  detail: string
  title?: string
  errors?: Record<string, string>
  /** Seconds. */
  retryAfter?: number
  headers?: Record<string, string>
}

/** Thrown inside a handler to answer with a problem document. */
export class Refused extends Error {
  override name = 'Refused'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

export const refuse = (status: number, detail: string, more: Omit<Refusal, 'status' | 'detail'> = {}): never => {
  throw new Refused({ status, detail, ...more })
}

/** `about:blank` says that the status code is the whole type; the title is then the status's own words unless a better one is given. */
export const problemOf = (refusal: Refusal): Problem => ({
  type: 'about:blank',
  title: refusal.title ?? STATUS_CODES[refusal.status] ?? 'Error',
  status: refusal.status,
  detail: refusal.detail,
  ...(refusal.errors && { errors: refusal.errors }),
})

export function sendProblem(res: ServerResponse, refusal: Refusal): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const body = JSON.stringify(problemOf(refusal))
  const wait =
    refusal.retryAfter === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(refusal.retryAfter))) }
  res.writeHead(refusal.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...wait,
    ...refusal.headers,
  })
  res.end(res.req.method === 'HEAD' ? undefined : body)
}
