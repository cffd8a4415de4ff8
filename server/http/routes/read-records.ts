import { z } from 'zod'
import type { Raw } from '../../ports.ts'
import { decodeRecord } from '../decode.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { count } from '../shapes.ts'

/** Records looked at for one key in one answer: a second of reading. */
const maxScan = 10_000

const KafkaRecord = z
  .object({
    topic: z.string(),
    partition: z.number(),
    offset: z.string(),
    time: z.number(),
    key: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    size: z.number().meta({ description: 'Bytes of the value.' }),
    keyBase64: z.string().nullable(),
    valueBase64: z.string().nullable().meta({ description: 'The bytes as Kafka has them; null = a deletion.' }),
    message: z
      .unknown()
      .optional()
      .meta({ description: 'Decoded by the contract, or as JSON or text where there is none.' }),
    bad: z.object({ cause: z.string(), detail: z.string() }).optional(),
  })
  .meta({ id: 'KafkaRecord' })

export const readRecords = route({
  id: 'readRecords',
  method: 'GET',
  path: '/api/topics/{name}/records',
  tag: 'Kafka',
  summary: 'Records of one partition from an offset on, read from Kafka now',
  params: z.object({ name: z.string().max(249) }),
  query: z.strictObject({
    partition: z.coerce.number().int().min(0).default(0),
    from: z
      .string()
      .regex(/^\d{1,19}$/, 'an offset: digits')
      .optional()
      .meta({ description: 'First offset; left out: the last `count` records.' }),
    since: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Epoch ms: begin with the first record of that time or later. Wins over `from`.' }),
    key: z
      .string()
      .max(1000)
      .optional()
      .meta({ description: `Only records with exactly this key, among ${maxScan} from the beginning asked for.` }),
    count: count(200, 20),
  }),
  response: z.object({
    records: z.array(KafkaRecord),
    low: z.string().meta({ description: 'The first offset the partition still has.' }),
    high: z.string().meta({ description: 'The offset the next record will get.' }),
    scanned: z.object({ from: z.string(), to: z.string() }).nullable().meta({
      description: 'With `key`: the first offset looked at, and the one to go on from.',
    }),
    truncated: z.boolean().meta({ description: 'Left short, so that the answer stays under 4 MiB.' }),
  }),
  problems: [404, 503],
  handle: async ({ params, query }, { health, admin, systems, config, log }) => {
    const topic = await health.topic(config.kafka.physical(params.name))
    if (health.topics().at === 0) return refuse(503, 'Kafka has not been reached yet.', { retryAfter: 2 })
    if (!topic || topic.missing) return refuse(404, 'The cluster has no such topic.')
    const logical = config.kafka.logical(topic.name)
    const contract = systems.flatMap((system) => system.topics).find(({ name }) => name === logical)
    const part = topic.parts.find((p) => p.id === query.partition)
    if (!part) return refuse(404, `The topic has no partition ${query.partition}.`)
    const low = BigInt(part.low)
    const { key } = query
    const newest = BigInt(part.high) - BigInt(key === undefined ? query.count : maxScan)
    const asked = query.from === undefined ? newest : BigInt(query.from)
    const from = String(asked < low ? low : asked)
    let first = ''
    let last = ''
    const keep = (raw: Raw) => {
      first ||= raw.offset
      last = raw.offset
      return raw.key?.toString('utf8') === key
    }
    const raws = await admin
      .readRange({
        ...{ topic: logical, partition: part.id, from, count: query.count, timeoutMs: 5000 },
        ...(query.since !== undefined && { since: query.since }),
        ...(key !== undefined && { keep, scan: maxScan }),
      })
      .catch((error: unknown) => {
        log.warn({ err: error, topic: logical }, 'records could not be read on demand')
        return refuse(503, 'Kafka could not be read just now.', { retryAfter: 5 })
      })
    let left = maxBytes
    const records = []
    for (const raw of raws.slice(0, query.count)) {
      left -= raw.value?.length ?? 0
      if (left < 0 && records.length > 0) break
      records.push(decodeRecord(raw, contract))
    }
    return {
      json: {
        records,
        low: part.low,
        high: part.high,
        scanned: last ? { from: first, to: String(BigInt(last) + 1n) } : null,
        truncated: records.length < Math.min(raws.length, query.count),
      },
    }
  },
})

const maxBytes = 4 * 1024 * 1024
