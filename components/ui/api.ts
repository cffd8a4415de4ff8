/** An RFC 9457 problem document, as `/api` answers it. */
export interface Problem {
  type?: string
  title: string
  status: number
  detail?: string
  /** Field errors of a form: path → message. */
  errors?: Record<string, string> | { path: string; message: string }[]
}
export type Answer<T> = { ok: true; value: T; status: number } | { ok: false; problem: Problem }

async function call<T>(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> },
): Promise<Answer<T>> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    })
  } catch {
    return {
      ok: false,
      problem: {
        title: 'The console does not answer',
        status: 0,
        detail: 'Nothing was changed. Try again when it is back.',
      },
    }
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return { ok: true, value: body as T, status: response.status }
  const problem =
    body && typeof body === 'object' && 'title' in body
      ? (body as Problem)
      : { title: `The console answered ${response.status}` }
  return { ok: false, problem: { ...problem, status: response.status } }
}

/** Writes over HTTP. Never throws: a refusal or an unreachable console is `{ ok: false, problem }`. */
export const post = <T = unknown>(
  path: string,
  body: unknown = {},
  headers?: Record<string, string>,
): Promise<Answer<T>> => call<T>('POST', path, { body, headers })
/** Reads over HTTP. */
export const get = <T = unknown>(path: string): Promise<Answer<T>> => call<T>('GET', path, {})
/** One sentence of a problem, for toasts. */
export const sayProblem = (problem: Problem): string =>
  problem.detail ? `${problem.title}. ${problem.detail}` : problem.title
