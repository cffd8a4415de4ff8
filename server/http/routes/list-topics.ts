import { z } from 'zod'
import { route } from '../route.ts'
import { ReadAt, Topic } from '../shapes.ts'

export const listTopics = route({
  id: 'listTopics',
  method: 'GET',
  path: '/api/topics',
  tag: 'Kafka',
  summary: 'Every topic of the cluster, and those the contracts declare but the cluster lacks',
  response: z.object({ topics: z.array(Topic), readAt: ReadAt }),
  handle: (_, { health }) => {
    const { rows, at } = health.topics()
    return { json: { topics: rows, readAt: at } }
  },
})
