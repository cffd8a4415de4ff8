import { z } from 'zod'
import { route } from '../route.ts'
import { Alert, alertStates, count } from '../shapes.ts'

export const listAlerts = route({
  id: 'listAlerts',
  method: 'GET',
  path: '/api/alerts',
  tag: 'Alerts',
  summary: 'Alerts: firing first, then pending, then past',
  query: z.strictObject({
    state: z.enum(alertStates).optional(),
    system: z.string().max(60).optional(),
    limit: count(1000, 200),
  }),
  response: z.object({
    alerts: z.array(Alert),
    counts: z.object({ firing: z.number(), critical: z.number(), acknowledged: z.number() }),
  }),
  handle: ({ query }, { alerts }) => {
    const { firing, critical, acknowledged } = alerts.counts()
    return { json: { alerts: alerts.list(query), counts: { firing, critical, acknowledged } } }
  },
})
