import type { z } from 'zod'
import type { System } from '#lib/contract.ts'
import { jsonSchema } from './form-schema.ts'
import type { Route } from './route.ts'
import { ProblemDocument } from './shapes.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 description of the routes. Each system's forms appear as paths of their own, with the fields they take. */
export function openApi(routes: readonly Route[], systems: readonly System[]): Json {
  const components = createComponents()
  const paths: Record<string, Record<string, Json>> = {}
  const add = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const route of routes) add(route.path, route.method.toLowerCase(), describe(route, components))
  const submit = routes.find((route) => route.id === 'submitRequest')
  if (submit) {
    for (const system of systems) {
      for (const form of system.forms ?? []) {
        const path = `/api/requests/${system.id}/${form.id}`
        const { params: _, ...same } = submit
        const id = `submit_${system.id}_${form.id}`.replace(/\W/g, '_')
        const tag = `Forms: ${system.title}`
        add(
          path,
          'post',
          describe(
            {
              ...same,
              id,
              tag,
              path,
              summary: `${form.verb}: ${form.title}`,
              description: form.blurb,
              body: form.input,
            },
            components,
          ),
        )
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Milena',
      version: '1',
      description:
        'The verbs of the console. Errors are RFC 9457 problem documents. Writes are JSON from the console’s own pages or from programs on this machine; ' +
        '`x-milena-user` (at most 40 characters) names who acts, in the audit and on the pages. Limits: 50 reads and 10 writes a second with bursts of 50, bodies of 256 KiB.',
    },
    servers: [{ url: '/' }],
    tags: [
      ...new Set(Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ tags }) => tags as string[]))),
    ].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      headers: { RetryAfter: { description: 'Seconds.', schema: { type: 'integer' } } },
    },
  }
}

function describe(route: Route, components: Components): Json {
  const parameters = [
    ...parametersOf(route.params, 'path', components),
    ...parametersOf(route.query, 'query', components),
    ...parametersOf(route.headers, 'header', components),
    ...(route.method === 'POST' ? [userHeader] : []),
  ]
  const problems = [400, ...(route.method === 'POST' ? [413, 415] : []), 403, 421, 429, 500, ...(route.problems ?? [])]
  const problem = { 'application/problem+json': { schema: components.refer(ProblemDocument, 'output') } }
  const good: Json = {
    ...(route.response && { 'application/json': { schema: components.refer(route.response, 'output') } }),
    ...Object.fromEntries((route.alsoAs ?? []).map((type) => [type, { schema: { type: 'string' } }])),
  }
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: !route.body.safeParse(undefined).success,
        content: { 'application/json': { schema: components.refer(route.body, 'input') } },
      },
    }),
    responses: {
      [String(route.status ?? 200)]: { description: 'Done.', content: good },
      ...Object.fromEntries(
        [...new Set(problems)]
          .sort((a, b) => a - b)
          .map((status) => [
            String(status),
            {
              description: meanings[status] ?? 'Refused.',
              ...((status === 429 || status === 503) && {
                headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
              }),
              content: problem,
            },
          ]),
      ),
    },
  }
}

const meanings: Record<number, string> = {
  400: 'Not as described.',
  403: 'From a page of another site.',
  404: 'There is no such thing.',
  409: 'Not in a state that allows it, or the key was used for something else.',
  413: 'Larger than 256 KiB.',
  415: 'Not JSON.',
  421: 'Another Host.',
  422: 'Fields that do not fit; see `errors`.',
  429: 'Too many at once.',
  500: 'The console failed.',
  503: 'Not now.',
  507: 'The disk is full.',
}

const userHeader = {
  name: 'x-milena-user',
  in: 'header',
  required: false,
  description: 'Who acts. Left out: the operator of this machine.',
  schema: { type: 'string', maxLength: 40 },
}

function parametersOf(
  schema: z.ZodObject | undefined,
  where: 'path' | 'query' | 'header',
  components: Components,
): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = components.inline(schema) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }))
}

interface Components {
  schemas: Record<string, unknown>
  refer: (schema: z.ZodType, io: 'input' | 'output') => Json
  inline: (schema: z.ZodType) => Json
}

/** Schemas with a name are stated once, under `components`. */
function createComponents(): Components {
  const schemas: Record<string, unknown> = {}
  const refer = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const { $defs = {}, ...own } = repoint(jsonSchema(schema, io)) as Json & { $defs?: Record<string, unknown> }
    Object.assign(schemas, $defs)
    return own
  }
  return { schemas, refer, inline: (schema) => refer(schema, 'input') }
}

function repoint(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(repoint)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : repoint(inner),
    ]),
  )
}
