import { z } from 'zod'
import { route } from '../route.ts'
import { count, Request, requestStates } from '../shapes.ts'

export const listRequests = route({
  id: 'listRequests',
  method: 'GET',
  path: '/api/requests',
  tag: 'Requests',
  summary: 'Requests, newest first',
  query: z.strictObject({
    system: z.string().max(60).optional(),
    form: z.string().max(60).optional(),
    state: z.enum(requestStates).optional(),
    before: z.coerce
      .number()
      .int()
      .positive()
      .optional()
      .meta({ description: '`at` of the last row of the page before.' }),
    limit: count(500, 50),
  }),
  response: z.object({
    requests: z.array(Request),
    next: z.number().nullable().meta({ description: '`before` of the next page.' }),
  }),
  handle: ({ query }, { requests }) => {
    const rows = requests.list(query)
    return { json: { requests: rows, next: rows.length === query.limit ? (rows.at(-1)?.at ?? null) : null } }
  },
})
