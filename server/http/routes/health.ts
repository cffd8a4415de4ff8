import { z } from 'zod'
import { route } from '../route.ts'

export const alive = route({
  id: 'alive',
  method: 'GET',
  path: '/healthz',
  tag: 'Operations',
  summary: 'The process is alive',
  response: z.object({ alive: z.literal(true), uptime: z.number().meta({ description: 'Seconds.' }) }),
  handle: () => ({ json: { alive: true, uptime: Math.round(process.uptime()) } }),
})
