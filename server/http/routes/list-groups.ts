import { z } from 'zod'
import { route } from '../route.ts'
import { Group, ReadAt } from '../shapes.ts'

export const listGroups = route({
  id: 'listGroups',
  method: 'GET',
  path: '/api/groups',
  tag: 'Kafka',
  summary: 'Consumer groups: members, lag, rate, and when the lag is gone',
  response: z.object({ groups: z.array(Group), readAt: ReadAt }),
  handle: (_, { health }) => {
    const { rows, at } = health.groups()
    return { json: { groups: rows, readAt: at } }
  },
})
