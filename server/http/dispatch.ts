import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { readJson } from './body.ts'
import type { ApiDeps } from './needs.ts'
import { refuse } from './problem.ts'
import type { Answer, Route } from './route.ts'
import type { Target } from './target.ts'

export interface Match {
  route: Route
  params: Record<string, string>
}

/** The route of a path, or the methods the path does have, or undefined when it has none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  segments: string[],
): Match | { allow: string[] } | undefined {
  const here = routes.flatMap((route) => {
    const params = matchPath(route.path, segments)
    return params ? [{ route, params }] : []
  })
  const wanted = method === 'HEAD' ? 'GET' : method
  // `/api/requests/{id}/cancel` also looks like `/api/requests/{system}/{form}`: the more a path says itself, the more it is meant.
  const [found] = here
    .filter((match) => match.route.method === wanted)
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  if (found) return found
  if (here.length === 0) return undefined
  return {
    allow: [...new Set(here.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])))],
  }
}

function matchPath(pattern: string, segments: string[]): Record<string, string> | undefined {
  const parts = pattern.slice(1).split('/')
  if (parts.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, part] of parts.entries()) {
    const segment = segments[i] ?? ''
    if (part.startsWith('{')) {
      if (segment === '') return undefined
      params[part.slice(1, -1)] = segment
    } else if (part !== segment) return undefined
  }
  return params
}

/** Reads and checks everything the route declares, then lets it answer. Refuses with 400 and errors by field. */
export async function callRoute(
  match: Match,
  at: { req: IncomingMessage; target: Target; deps: ApiDeps; signal: AbortSignal },
): Promise<Answer> {
  const { route } = match
  const { req, target, deps, signal } = at
  const headers = Object.fromEntries(
    Object.entries(req.headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : v]),
  )
  const params = check(route.params, match.params, 'path')
  const query = check(route.query, onlyOnce(target.query), 'query')
  if (route.headers) check(route.headers, headers, 'header')
  const sent = req.method === 'POST' ? await readJson(req) : undefined
  // `{}` says nothing either.
  if (!route.body && sent !== undefined && JSON.stringify(sent) !== '{}') refuse(400, 'This takes no body.')
  const body = check(route.body, sent, 'body')
  return route.handle({ params, query, body, headers, by: actor(headers['x-milena-user']), signal }, deps)
}

function onlyOnce(query: URLSearchParams): Record<string, string> {
  const given = new Map<string, string>()
  for (const [name, value] of query) {
    if (given.has(name)) refuse(400, `“${name.slice(0, 40)}” is given twice.`)
    given.set(name, value)
  }
  return Object.fromEntries(given)
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): any {
  if (!schema) return undefined
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const errors: Record<string, string> = {}
  for (const issue of read.error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.') || where]
    for (const name of names) errors[name] ??= issue.message
  }
  return refuse(400, `The ${where} is not as described at /api/docs.`, { errors })
}

const maxName = 40

function actor(name: string | undefined): string {
  if (name === undefined || name.trim() === '') return 'operator'
  const clean = name.trim()
  if (clean.length > maxName || !/^[\p{L}\p{N} ._@'-]+$/u.test(clean)) {
    refuse(400, `x-milena-user is a name of at most ${maxName} letters, digits, spaces and . _ @ ' -`)
  }
  return clean
}
