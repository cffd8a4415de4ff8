import { z } from 'zod'
import { route } from '../route.ts'

export const ready = route({
  id: 'ready',
  method: 'GET',
  path: '/readyz',
  tag: 'Operations',
  summary: 'The console can be used',
  description:
    'Ready once its index is restored and Kafka was reached, or is known to be out of reach: the console then works with what it has, and says so.',
  response: z.object({
    ready: z.boolean(),
    reason: z.string().optional(),
    kafka: z.enum(['connecting', 'up', 'down']),
  }),
  problems: [503],
  handle: (_, { health, starting }) => {
    const { state: kafka, cause } = health.kafka()
    const reason = starting?.() ?? (kafka === 'connecting' ? 'Kafka has not answered yet.' : undefined)
    return reason === undefined
      ? { json: { ready: true, kafka, ...(kafka === 'down' && cause !== undefined && { reason: cause }) } }
      : { json: { ready: false, reason, kafka }, status: 503, headers: { 'retry-after': '1' } }
  },
})
