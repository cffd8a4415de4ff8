import { z } from 'zod'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { Request } from '../shapes.ts'

export const getRequest = route({
  id: 'getRequest',
  method: 'GET',
  path: '/api/requests/{id}',
  tag: 'Requests',
  summary: 'One request: its trace and its reply',
  params: z.object({ id: z.string().max(200) }),
  response: Request,
  problems: [404],
  handle: ({ params }, { requests }) => ({
    json: requests.get(params.id) ?? refuse(404, 'There is no request with this id.'),
  }),
})
