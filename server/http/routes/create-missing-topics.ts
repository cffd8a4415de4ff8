import { z } from 'zod'
import { ownTopics } from '#lib/own-topics.ts'
import { Refused as KafkaRefused } from '../../kafka/errors.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'

export const createMissingTopics = route({
  id: 'createMissingTopics',
  method: 'POST',
  path: '/api/topics/create-missing',
  tag: 'Kafka',
  summary: 'Create the topics that the contracts declare and the cluster lacks',
  description:
    'With the settings the contracts declare; the replication is clamped to the brokers there are. Topics that exist are not changed.',
  response: z.object({
    created: z.array(z.string()),
    failed: z.array(z.object({ name: z.string(), why: z.string() })),
  }),
  problems: [403, 503],
  handle: async ({ by }, { systems, admin, requests: { audit }, log }) => {
    const declared = [...systems.flatMap((system) => system.topics), ...ownTopics]
    const note = (target: string, outcome: string, detail?: string) =>
      audit.write({ who: by, what: 'create-topic', target, outcome, ...(detail && { detail }) })
    const { created, failed } = await admin.createMissing(declared).catch((error: unknown) => {
      log.warn({ err: error }, 'topics could not be created')
      const why = error instanceof Error ? error.message : 'unknown'
      note('cluster', 'failed', why)
      if (error instanceof KafkaRefused) return refuse(403, `Kafka does not allow it: ${why}`)
      return refuse(503, `Nothing was created: ${why}`, { retryAfter: 5 })
    })
    for (const name of created) note(name, 'done')
    for (const { name, why } of failed) note(name, 'failed', why)
    return { json: { created, failed } }
  },
})
