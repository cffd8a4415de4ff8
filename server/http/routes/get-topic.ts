import { z } from 'zod'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { TopicDetail } from '../shapes.ts'

export const getTopic = route({
  id: 'getTopic',
  method: 'GET',
  path: '/api/topics/{name}',
  tag: 'Kafka',
  summary: 'One topic: partitions, replicas, settings beside what the contract declares',
  params: z.object({ name: z.string().max(249) }),
  response: TopicDetail,
  problems: [404, 503],
  handle: async ({ params }, { health, config }) => {
    const topic = await health.topic(config.kafka.physical(params.name))
    if (topic) return { json: topic }
    if (health.topics().at === 0) return refuse(503, 'Kafka has not been reached yet.', { retryAfter: 2 })
    return refuse(404, 'Neither the cluster nor a contract has this topic.')
  },
})
