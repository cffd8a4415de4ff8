import { z } from 'zod'
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
  problems: [503],
  handle: async ({ by }, { systems, health, admin, requests: { audit }, config, log }) => {
    const there = new Set(
      health
        .topics()
        .rows.filter((row) => !row.missing)
        .map((row) => row.name),
    )
    const lacking = systems
      .flatMap((system) => system.topics)
      .map(({ name, settings }) => ({ name: config.kafka.physical(name), ...settings }))
      .filter(({ name }) => !there.has(name))
    const { created, failed } = await admin.createMissing(lacking).catch((error: unknown) => {
      log.warn({ err: error }, 'topics could not be created')
      audit.write({ who: by, what: 'create-topics', target: 'cluster', outcome: 'failed' })
      return refuse(503, 'Kafka could not be reached just now. Nothing was created.', { retryAfter: 5 })
    })
    for (const name of created) audit.write({ who: by, what: 'create-topic', target: name, outcome: 'done' })
    for (const { name, why } of failed)
      audit.write({ who: by, what: 'create-topic', target: name, outcome: 'failed', detail: why })
    return { json: { created, failed } }
  },
})
