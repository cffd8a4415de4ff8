import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Alert } from '../shapes.ts'

export const unsilenceAlert = route({
  id: 'unsilenceAlert',
  method: 'POST',
  path: '/api/alerts/{id}/unsilence',
  tag: 'Alerts',
  summary: 'End a silence',
  params: z.object({ id: z.string().max(300) }),
  response: z.object({ alert: Alert }),
  problems: [404, 409, 503, 507],
  handle: ({ params, by }, { alerts }) => ({ json: { alert: accepted(alerts.unsilence(params.id, by)).alert } }),
})
