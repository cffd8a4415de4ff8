import { z } from 'zod'
import type { SchemaDetail as Detail, RegistryState, SchemaRow } from '#lib/protocol.ts'
import { levels } from '#lib/schema/declared.ts'

const time = z.number().meta({ description: 'Epoch milliseconds.' })

export const Registry: z.ZodType<RegistryState> = z
  .object({
    state: z.enum(['connecting', 'up', 'down']),
    since: time,
    url: z.string(),
    embedded: z.boolean(),
    expected: z.boolean().meta({ description: 'Named by SCHEMA_REGISTRY_URL, or started by the console.' }),
    cause: z.string().optional(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'SchemaRegistry' })

export const Schema: z.ZodType<SchemaRow> = z
  .object({
    subject: z.string(),
    title: z.string().nullable(),
    system: z.string().nullable(),
    topics: z.array(z.string()).meta({ description: 'Topics whose messages it describes.' }),
    version: z.number().nullable(),
    id: z.number().nullable(),
    type: z.string().nullable(),
    level: z.string().nullable(),
    verdict: z.enum(['same', 'drifted', 'incompatible', 'missing', 'none', 'unknown']).meta({
      description:
        'Beside the contract: the same; another, which the contract’s could follow (drifted) or not (incompatible); missing; no contract names it.',
    }),
    reasons: z.array(z.string()),
    behind: z.number().optional().meta({ description: 'The older version that is the contract’s schema.' }),
    unchecked: z.string().optional(),
  })
  .meta({ id: 'SchemaSubject' })

export const SchemaDetail: z.ZodType<Detail> = z
  .object({
    registry: Registry,
    at: time,
    row: Schema,
    versions: z.array(z.number()),
    schema: z.string().nullable().meta({ description: 'The newest version.' }),
    contract: z.object({ schema: z.string(), level: z.string() }).nullable(),
  })
  .meta({ id: 'SchemaDetail' })

/** A name in the address. */
export const subjectParam = z.object({ subject: z.string().min(1).max(255) })
export const levelField = z.enum(levels)
/** A schema as text, at most 200 kB: what a person pastes or a build sends. */
export const schemaText = z.string().min(1).max(200_000).meta({ description: 'The schema as text.' })
export const schemaType = z.enum(['JSON', 'AVRO', 'PROTOBUF']).default('JSON')
