import { z } from 'zod'
import { refuse } from '../problem.ts'
import { accepted } from '../results.ts'
import { route } from '../route.ts'
import { Alert } from '../shapes.ts'

const maxMinutes = 31 * 24 * 60

export const silenceAlert = route({
  id: 'silenceAlert',
  method: 'POST',
  path: '/api/alerts/{id}/silence',
  tag: 'Alerts',
  summary: 'Keep it quiet for a while',
  params: z.object({ id: z.string().max(300) }),
  description: 'Until a time, or for some minutes (an hour if neither is given); at most 31 days.',
  body: z
    .strictObject({
      until: z.number().int().positive().optional().meta({ description: 'Epoch ms.' }),
      minutes: z.number().int().min(1).max(maxMinutes).optional(),
      note: z.string().trim().max(500).optional(),
    })
    .optional(),
  response: z.object({ alert: Alert }),
  problems: [404, 409, 422, 503, 507],
  handle: ({ params, body, by }, { alerts }) => {
    const now = Date.now()
    const until = body?.until ?? now + (body?.minutes ?? 60) * 60_000
    if (until <= now || until > now + maxMinutes * 60_000) {
      return refuse(422, 'Silence it until some time in the next 31 days.', {
        errors: { until: 'not in the next 31 days' },
      })
    }
    return { json: { alert: accepted(alerts.silence(params.id, by, until, body?.note)).alert } }
  },
})
