import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Request } from '../shapes.ts'

export const retryRequest = route({
  id: 'retryRequest',
  method: 'POST',
  path: '/api/requests/{id}/retry',
  tag: 'Requests',
  summary: 'Send a failed or late request again',
  params: z.object({ id: z.string().max(200) }),
  response: z.object({ request: Request }),
  problems: [404, 409, 503, 507],
  handle: ({ params, by }, { requests }) => ({ json: { request: accepted(requests.retry(params.id, by)).request } }),
})
