import type { z } from 'zod'
import type { ApiDeps } from './needs.ts'

/** One verb on one path. The same description dispatches, validates and documents it. */
export interface Route {
  /** `operationId`. */
  id: string
  method: 'GET' | 'POST'
  /** `/api/topics/{name}`; each `{}` is one segment. */
  path: string
  tag: string
  summary: string
  description?: string
  params?: z.ZodObject
  query?: z.ZodObject
  headers?: z.ZodObject
  body?: z.ZodType
  /** The answer when it goes well; absent for answers that are not JSON. */
  response?: z.ZodType
  /** Other content types of the same answer. */
  alsoAs?: string[]
  /** Statuses of the problem documents it may answer, besides 400, 403, 421, 429 and 500. */
  problems?: number[]
  status?: 200 | 202
  handle: (call: Call<any, any, any>, deps: ApiDeps) => Answer | Promise<Answer>
}

export interface Call<P = Record<string, string>, Q = unknown, B = unknown> {
  params: P
  query: Q
  body: B
  headers: Record<string, string | undefined>
  /** Who acts: `x-milena-user`, or the one operator of this machine. Shown and audited; not an identity that was proven. */
  by: string
  /** Aborted when the caller goes away. */
  signal: AbortSignal
}

/** JSON unless `text` is given. `status` where it is not the one the route declares. */
export type Answer = { status?: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { text: string; type: string }
)

type Out<T> = T extends z.ZodType ? z.output<T> : undefined

/** Gives a handler the types of its own schemas. */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  spec: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    params?: P
    query?: Q
    body?: B
    handle: (call: Call<Out<P>, Out<Q>, Out<B>>, deps: ApiDeps) => Answer | Promise<Answer>
  },
): Route {
  return spec as Route
}
