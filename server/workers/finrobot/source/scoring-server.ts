import { setTimeout as pause } from 'node:timers/promises'
import { loads, type Py } from '../python-json.ts'
import { responseOf } from '../schema.ts'
import type { Model, Prediction } from './model.ts'

export interface ScoringServerOptions {
  uri: string
  /** Sent as a bearer token: the key the model itself uses. */
  key?: string
  timeoutMs?: number
  fetch?: typeof fetch
}

/** Requests under way at once; each is a call of its own, for the server may look at its table as a whole. */
const together = 8
const tries = 3

/** `…/invocations` of `mlflow models serve` (or anything that speaks like it): `dataframe_split` in, `predictions` out. */
export function createScoringServer(options: ScoringServerOptions): Model {
  const { uri, key, timeoutMs = 30_000, fetch: call = fetch } = options
  const url = addressOf(uri)
  const name = `The scoring server at ${url.origin}${url.pathname}`
  const closing = new AbortController()
  const login = authorization(url, key)
  url.username = ''
  url.password = ''

  async function ask(texts: readonly string[]): Promise<Response> {
    const body = JSON.stringify({ dataframe_split: { columns: ['input'], data: texts.map((text) => [text]) } })
    const headers = { 'content-type': 'application/json', ...login }
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing.signal])
    return call(url, { method: 'POST', headers, body, signal })
  }

  async function one(texts: readonly string[]): Promise<Prediction> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await ask(texts)
        const text = await answer.text()
        // Busy or starting: worth another try. What is wrong with the request will be wrong again.
        if ([502, 503, 504].includes(answer.status) && attempt < tries) throw new Error(`it answered ${answer.status}`)
        return read(answer.status, text)
      } catch (error) {
        const why = causeOf(error, timeoutMs)
        if (attempt >= tries || closing.signal.aborted || (error as Error).name === 'TimeoutError')
          return { ok: false, error: `${name} cannot be reached: ${why}` }
        await pause(150 * 2 ** attempt, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  function read(status: number, text: string): Prediction {
    let body: Py
    try {
      body = loads(text)
    } catch {
      return { ok: false, error: `${name} answered ${status} with what is no JSON: ${text.slice(0, 200)}` }
    }
    if (!(body instanceof Map)) return { ok: false, error: `${name} answered ${status} with no object` }
    if (status !== 200) {
      const [code, message] = [body.get('error_code'), body.get('message')]
      const said = typeof message === 'string' ? message : text.slice(0, 500)
      return { ok: false, error: typeof code === 'string' ? `${code}: ${said}` : `${name} answered ${status}: ${said}` }
    }
    const predictions = body.get('predictions')
    if (predictions === undefined) return { ok: false, error: `${name} answered without predictions` }
    try {
      return { ok: true, response: responseOf(predictions) }
    } catch (error) {
      return { ok: false, error: (error as Error).message }
    }
  }

  return {
    uri: url.href,
    resolved: url.href,
    kind: 'scoring server',
    async predict(requests) {
      const out: Prediction[] = new Array(requests.length)
      let next = 0
      const lane = async () => {
        while (next < requests.length) {
          const i = next++
          out[i] = await one(requests[i]!)
        }
      }
      await Promise.all(Array.from({ length: Math.min(together, requests.length) }, lane))
      return out
    },
    async close() {
      closing.abort()
    },
  }
}

/** `http://host:5001` means its `/invocations`. */
export function addressOf(uri: string): URL {
  const url = new URL(uri)
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/invocations'
  return url
}

/** A name and password in the address, or a key, as the header they belong in. */
export function authorization(url: URL, key?: string): Record<string, string> {
  if (url.username) {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    return { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
  }
  return key ? { authorization: `Bearer ${key}` } : {}
}

function causeOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } }
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return cause?.code ?? cause?.message ?? message
}
