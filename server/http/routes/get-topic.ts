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
  problems: [404],
  handle: async ({ params }, { health }) => ({
    json: (await health.topic(params.name)) ?? refuse(404, 'Neither the cluster nor a contract has this topic.'),
  }),
})
