import type { IncomingMessage, ServerResponse } from 'node:http'
import { callRoute, findRoute } from './dispatch.ts'
import { createMetrics } from './metrics.ts'
import type { ApiDeps } from './needs.ts'
import { openApi } from './openapi.ts'
import { Refused, refuse, sendProblem } from './problem.ts'
import type { Answer, Route } from './route.ts'
import { readDocs } from './routes/docs.ts'
import { routes } from './routes/index.ts'
import { scrape } from './routes/metrics.ts'
import { describeApi } from './routes/openapi.ts'
import { readTarget, type Target } from './target.ts'

export type Api = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>

/** Answers `/api/*`, `/healthz`, `/readyz` and `/metrics`; false = not ours. The guard has admitted the request before. Never rejects. */
export function createApi(deps: ApiDeps): Api {
  const table: Route[] = [...routes, describeApi(() => document), readDocs(() => document), scrape(createMetrics(deps))]
  const document = JSON.stringify(openApi(table, deps.systems), null, 2)

  async function answer(req: IncomingMessage, target: Target, signal: AbortSignal): Promise<Answer> {
    const match = findRoute(table, req.method ?? '', target.segments)
    if (!match) return refuse(404, 'There is no such path. What there is stands at /api/docs.')
    if ('allow' in match)
      return refuse(405, `${req.method} is not a verb of this path.`, { headers: { allow: match.allow.join(', ') } })
    const given = await callRoute(match, { req, target, deps, signal })
    return { ...given, status: given.status ?? match.route.status ?? 200 }
  }

  return async (req, res) => {
    const target = readTarget(req.url ?? '')
    if ('status' in target) {
      sendProblem(res, target)
      return true
    }
    if (!ours(target)) return false
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    try {
      send(res, await answer(req, target, gone.signal))
    } catch (error) {
      if (error instanceof Refused) sendProblem(res, error.refusal)
      else if (!gone.signal.aborted && !req.destroyed) {
        // The cause is for the log; a stranger's answer says only that it was us.
        deps.log.error({ err: error, method: req.method, path: target.path }, 'a request failed')
        sendProblem(res, { status: 500, detail: 'The console failed on this request; its log says why.' })
      }
    }
    return true
  }
}

const alone = new Set(['healthz', 'readyz', 'metrics'])
const ours = ({ segments: [first = '', ...rest] }: Target): boolean =>
  first === 'api' || (rest.length === 0 && alone.has(first))

function send(res: ServerResponse, answer: Answer): void {
  const body = 'text' in answer ? answer.text : JSON.stringify(answer.json)
  res.writeHead(answer.status ?? 200, {
    'content-type': 'text' in answer ? answer.type : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...answer.headers,
  })
  res.end(res.req.method === 'HEAD' ? undefined : body)
}
