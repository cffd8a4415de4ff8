import type { Letter } from './outbox.ts'
import type { Outcome } from './relay.ts'

export interface Answered {
  url: string
  status: number
  body: unknown
  /** Why the service could not do it; undefined when it could. */
  failed?: string
}

const maxBytes = 4 * 1024 * 1024

/**
 * Calls a system's own HTTP service. Unreachable, overloaded (429) or a gateway's word (502, 503, 504): again later. Every other answer is
 * an answer: 2xx the reply, 4xx and 500 (`{"detail"}` in the delinquency engine) a failure with its reason.
 */
export async function toService(letter: Letter, call: typeof fetch = fetch): Promise<Outcome<Answered>> {
  const url = letter.key ?? letter.road
  try {
    const response = await call(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...letter.headers },
      body: letter.value,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    })
    const text = await readAll(response)
    const body = parse(text)
    const { status } = response
    if ([429, 502, 503, 504].includes(status))
      return { again: `${new URL(url).host} answered ${status}: ${reason(body, text)}` }
    return { sent: { url, status, body, ...(!response.ok && { failed: reason(body, text) || `status ${status}` }) } }
  } catch (error) {
    const cause = (error as Error & { cause?: { code?: string; message?: string } }).cause
    return { again: `${hostOf(url)} cannot be reached: ${cause?.code ?? cause?.message ?? (error as Error).message}` }
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

async function readAll(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function reason(body: unknown, text: string): string {
  const detail =
    body && typeof body === 'object'
      ? ((body as any).detail ?? (body as any).error ?? (body as any).message)
      : undefined
  return (typeof detail === 'string' ? detail : detail ? JSON.stringify(detail) : text).slice(0, 500)
}
