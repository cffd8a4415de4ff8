import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Alert } from '../shapes.ts'

export const ackAlert = route({
  id: 'ackAlert',
  method: 'POST',
  path: '/api/alerts/{id}/ack',
  tag: 'Alerts',
  summary: 'Say that someone is looking at it',
  params: z.object({ id: z.string().max(300) }),
  body: z.strictObject({ note: z.string().trim().max(500).optional() }).optional(),
  response: z.object({ alert: Alert }),
  problems: [404, 409, 503, 507],
  handle: ({ params, body, by }, { alerts }) => ({
    json: { alert: accepted(alerts.ack(params.id, by, body?.note)).alert },
  }),
})
