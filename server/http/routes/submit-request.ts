import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Request } from '../shapes.ts'

export const submitRequest = route({
  id: 'submitRequest',
  method: 'POST',
  path: '/api/requests/{system}/{form}',
  tag: 'Requests',
  summary: 'Submit a form',
  description:
    'Accepted means it is on disk: it is sent as soon as Kafka (or the service) can take it, and followed to its reply. ' +
    'Send an Idempotency-Key of your own and repeat the call after a lost answer: the same key and body is the same request.',
  params: z.object({ system: z.string(), form: z.string() }),
  headers: z.object({
    'idempotency-key': z
      .string()
      .min(1)
      .max(200)
      .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces')
      .optional(),
  }),
  body: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The fields of the form, as GET /api/systems names them.' }),
  response: z.object({
    id: z.string(),
    request: Request,
    repeated: z.boolean().meta({ description: 'This key and body came before; nothing was sent again.' }),
    links: z.object({ self: z.string(), page: z.string() }),
  }),
  status: 202,
  problems: [404, 409, 413, 415, 422, 503, 507],
  handle: ({ params, body, headers, by }, { requests }) => {
    const idempotencyKey = headers['idempotency-key']
    const { id, request, repeated } = accepted(requests.submit({ ...params, input: body, idempotencyKey, by }))
    const self = `/api/requests/${encodeURIComponent(id)}`
    return {
      json: { id, request, repeated, links: { self, page: `/requests/${encodeURIComponent(id)}` } },
      headers: { location: self },
    }
  },
})
