import { z } from 'zod'
import { valueAt } from '#lib/seal.ts'
import { decodeRecord } from '../decode.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'

export const openSealed = route({
  id: 'openSealed',
  method: 'POST',
  path: '/api/topics/{name}/open-sealed',
  tag: 'Kafka',
  summary: 'Open the sealed field of one record with the configured keys',
  description:
    'The record is read from Kafka now. Who opened which record, and whether it opened, is audited; the value is not kept.',
  params: z.object({ name: z.string().max(249) }),
  body: z.strictObject({
    partition: z.number().int().min(0),
    offset: z.string().regex(/^\d{1,19}$/, 'an offset: digits'),
  }),
  response: z.object({
    field: z.string(),
    value: z.unknown(),
    sealedAt: z.number().meta({ description: 'Epoch ms, as the token tells.' }),
  }),
  problems: [404, 409, 422, 503],
  handle: async ({ params, body, by }, { systems, admin, seals, config, requests: { audit }, log }) => {
    const name = config.kafka.logical(params.name)
    const system = systems.find(({ topics }) => topics.some((topic) => topic.name === name))
    const topic = system?.topics.find((one) => one.name === name)
    if (!system || !topic?.locked) return refuse(404, 'No contract seals a field on this topic.')
    const target = `${name}/${body.partition}/${body.offset}`
    const [raw] = await admin
      .readRange({ topic: name, partition: body.partition, from: body.offset, count: 1, timeoutMs: 5000 })
      .catch((error: unknown) => {
        log.warn({ err: error, target }, 'a sealed record could not be read')
        return refuse(503, 'Kafka could not be read just now.', { retryAfter: 5 })
      })
    if (raw?.offset !== body.offset) return refuse(404, 'The topic does not hold this record any more.')
    const token = valueAt(decodeRecord(raw, topic).message, topic.locked)
    if (token === undefined) return refuse(404, `The record has no ${topic.locked}.`)
    const opened = seals.open(system.id, token)
    audit.write({
      ...{ who: by, what: 'open-sealed', target, outcome: opened.ok ? 'done' : 'refused' },
      ...(!opened.ok && { detail: opened.detail }),
    })
    if (!opened.ok) return refuse(opened.status, opened.detail)
    return { json: { field: topic.locked, value: opened.value, sealedAt: opened.sealedAt } }
  },
})
