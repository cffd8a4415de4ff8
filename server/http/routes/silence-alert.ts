import { z } from 'zod'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Alert } from '../shapes.ts'

export const silenceAlert = route({
  id: 'silenceAlert',
  method: 'POST',
  path: '/api/alerts/{id}/silence',
  tag: 'Alerts',
  summary: 'Keep it quiet for a while',
  params: z.object({ id: z.string().max(300) }),
  body: z
    .strictObject({ minutes: z.number().int().min(1).max(10_080).default(60).meta({ description: 'At most a week.' }) })
    .default({ minutes: 60 }),
  response: z.object({ alert: Alert }),
  problems: [404, 409, 503, 507],
  handle: ({ params, body, by }, { alerts }) => ({
    json: { alert: accepted(alerts.silence(params.id, by, Date.now() + body.minutes * 60_000)).alert },
  }),
})
