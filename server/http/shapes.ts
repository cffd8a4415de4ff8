import { z } from 'zod'
import type { AlertRow, GroupRow, RequestRow, TailRow, TopicData, TopicRow } from '#lib/protocol.ts'

/** The rows of `lib/protocol.ts` as schemas, for the description of the HTTP API. The compiler holds the two together. */

const time = z.number().meta({ description: 'Epoch milliseconds.' })
const offset = z.string().meta({ description: 'A Kafka offset: an int64 as text.' })
const severity = z.enum(['critical', 'warning', 'info'])

export const requestStates = ['waiting', 'sent', 'answered', 'delivered', 'failed', 'late', 'cancelled'] as const
export const alertStates = ['pending', 'firing', 'resolved'] as const

export const Request: z.ZodType<RequestRow> = z
  .object({
    id: z.string(),
    system: z.string(),
    form: z.string(),
    title: z.string(),
    state: z.enum(requestStates),
    at: time,
    doneAt: time.nullable(),
    input: z.record(z.string(), z.unknown()),
    say: z.string().meta({ description: 'The answer in one line.' }),
    stages: z.array(
      z.object({
        id: z.enum([
          'accepted',
          'produced',
          'called',
          'consumed',
          'stage',
          'answered',
          'failed',
          'late',
          'cancelled',
          'retry',
        ]),
        title: z.string(),
        at: time,
        took: z.number().optional().meta({ description: 'Milliseconds since the stage before.' }),
        detail: z.string().optional(),
      }),
    ),
    sent: z
      .union([
        z.object({ topic: z.string(), partition: z.number(), offset }),
        z.object({ url: z.string(), status: z.number() }),
      ])
      .optional(),
    reply: z
      .object({
        topic: z.string().optional(),
        partition: z.number().optional(),
        offset: offset.optional(),
        message: z.unknown(),
        certainty: z.enum(['exact', 'inferred']),
        t: time,
      })
      .optional(),
    error: z.string().optional(),
    attempts: z.number(),
  })
  .meta({ id: 'Request', description: 'A submission and what came of it, stage by stage.' })

export const Alert: z.ZodType<AlertRow> = z
  .object({
    id: z.string(),
    rule: z.string(),
    title: z.string(),
    system: z.string().nullable(),
    severity,
    state: z.enum(alertStates),
    subject: z.string(),
    say: z.string(),
    value: z.number().nullable(),
    limit: z.number().nullable(),
    since: time,
    firedAt: time.nullable(),
    resolvedAt: time.nullable(),
    ack: z.object({ by: z.string(), at: time, note: z.string().optional() }).nullable(),
    silence: z.object({ by: z.string(), until: time }).nullable(),
    help: z.string(),
    link: z.string().optional(),
  })
  .meta({ id: 'Alert' })

const topicFields = {
  name: z.string().meta({ description: 'As the cluster has it.' }),
  contract: z.object({ system: z.string(), topic: z.string(), title: z.string(), role: z.string() }).nullable(),
  partitions: z.number(),
  replication: z.number(),
  underReplicated: z.number(),
  offline: z.number(),
  records: z.number(),
  rate: z.number().meta({ description: 'Records per second.' }),
  newest: time,
  groups: z.array(z.object({ id: z.string(), lag: z.number() })),
  internal: z.boolean(),
  bad: z.number(),
  missing: z.literal(true).optional().meta({ description: 'Declared by a contract, not on the cluster.' }),
}
export const Topic: z.ZodType<TopicRow> = z.object(topicFields).meta({ id: 'Topic' })

export const TopicDetail: z.ZodType<TopicData> = z
  .object({
    ...topicFields,
    parts: z.array(
      z.object({
        id: z.number(),
        leader: z.number(),
        replicas: z.array(z.number()),
        isr: z.array(z.number()),
        low: offset,
        high: offset,
      }),
    ),
    settings: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        source: z.string(),
        declared: z.string().nullable(),
        drift: z.boolean().meta({ description: 'The value is not what the contract declares.' }),
      }),
    ),
    declaredPartitions: z.number().nullable(),
  })
  .meta({ id: 'TopicDetail' })

export const Group: z.ZodType<GroupRow> = z
  .object({
    id: z.string(),
    state: z.string(),
    members: z.array(
      z.object({
        id: z.string(),
        client: z.string(),
        host: z.string(),
        assigned: z.array(z.object({ topic: z.string(), partitions: z.array(z.number()) })),
      }),
    ),
    topics: z.array(
      z.object({
        topic: z.string(),
        lag: z.number(),
        partitions: z.array(z.object({ id: z.number(), committed: offset.nullable(), high: offset, lag: z.number() })),
      }),
    ),
    lag: z.number(),
    rate: z.number(),
    clearsIn: z.number().nullable().meta({ description: 'Seconds until the lag is gone at this rate.' }),
    system: z.string().nullable(),
    note: z.string().optional(),
  })
  .meta({ id: 'Group' })

export const Tail: z.ZodType<TailRow> = z
  .object({
    topic: z.string(),
    p: z.number().meta({ description: 'Partition.' }),
    o: offset,
    t: time,
    key: z.string().nullable(),
    m: z.unknown().optional().meta({ description: 'The decoded message; absent when it could not be decoded.' }),
    bad: z.object({ cause: z.string(), detail: z.string(), preview: z.string() }).optional(),
    size: z.number(),
  })
  .meta({ id: 'IndexedRecord' })

export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    errors: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'One sentence per field, by its dotted name.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' })

export const ReadAt = time.meta({ description: 'When Kafka was asked, epoch ms; 0 = never yet.' })

/** A whole number in a query string. */
export const count = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)
