import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Request } from '../shapes.ts'

export const cancelRequest = route({
  id: 'cancelRequest',
  method: 'POST',
  path: '/api/requests/{id}/cancel',
  tag: 'Requests',
  summary: 'Withdraw a request that was not sent yet',
  params: z.object({ id: z.string().max(200) }),
  response: z.object({ request: Request }),
  problems: [404, 409, 503, 507],
  handle: ({ params, by }, { requests }) => ({ json: { request: accepted(requests.cancel(params.id, by)).request } }),
})
