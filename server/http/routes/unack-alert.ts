import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Alert } from '../shapes.ts'

export const unackAlert = route({
  id: 'unackAlert',
  method: 'POST',
  path: '/api/alerts/{id}/unack',
  tag: 'Alerts',
  summary: 'Take the acknowledgement back',
  params: z.object({ id: z.string().max(300) }),
  response: z.object({ alert: Alert }),
  problems: [404, 409, 503, 507],
  handle: ({ params, by }, { alerts }) => ({ json: { alert: accepted(alerts.unack(params.id, by)).alert } }),
})
