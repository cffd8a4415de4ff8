import { z } from 'zod'
import type { SchemaDeclared } from '../schema/declared.ts'
import { isObject } from '../wire.ts'

/**
 * What the platform keeps in its schema registry: the envelope of its contract, by kind of message. Optional fields may be null, because
 * its own producer writes them so; unknown fields are allowed.
 */

const text = z.string().nullish()
const time = (what: string) => z.string().meta({ format: 'date-time', description: what })
const maybeTime = time('ISO time').nullish()
const object = z.looseObject({})

const envelope = (title: string, types: [string, ...string[]], payload: z.ZodType) =>
  z
    .looseObject({
      metadata: z.looseObject({
        message_id: z.string(),
        message_type: z.enum(types),
        timestamp: time('When it was made'),
        source_service: z.string(),
        correlation_id: text.meta({ description: 'The job' }),
        user_id: text,
        session_id: text,
        trace_id: text,
        version: z.string().optional(),
        encrypted: z.boolean().optional().meta({ description: 'payload.sensitive_data is a Fernet token' }),
      }),
      payload,
    })
    .meta({ title })

/** Draft 7, which every registry reads. Nothing is said of unknown fields: they are allowed. */
const jsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (isObject(jsonSchema.additionalProperties)) delete jsonSchema.additionalProperties
    },
  }) as Record<string, unknown>

const sealed = { sensitive_data: z.unknown().optional().meta({ description: 'Sealed on the wire' }) }

const jobs = envelope(
  'Job message',
  ['job.submitted', 'job.started', 'job.completed', 'job.failed', 'job.cancelled'],
  z.looseObject({
    job_id: z.string(),
    status: z.enum(['submitted', 'running', 'completed', 'failed', 'cancelled']),
    algorithm: text,
    priority: z.union([z.string(), z.number()]).nullish(),
    user_id: text,
    metadata: object.nullish(),
    execution_time: z.number().nullish().meta({ description: 'Seconds' }),
    result_id: text,
    error_message: text,
    error_type: text,
    submitted_at: maybeTime,
    started_at: maybeTime,
    completed_at: maybeTime,
    failed_at: maybeTime,
    ...sealed,
  }),
)

const results = envelope(
  'Result message',
  ['result.generated', 'result.cached'],
  z.looseObject({
    job_id: z.string(),
    result_id: z.string(),
    result_type: z.string(),
    result_size: z.number().nullish().meta({ description: 'Bytes' }),
    storage_path: text,
    generated_at: maybeTime,
    metadata: object.nullish(),
    ...sealed,
  }),
)

/** The platform's schema names an event with data, its code writes the fields flat: either will do. */
const event = { event_id: z.string(), event_type: z.string(), data: object, context: object.nullish(), ...sealed }

const files = envelope(
  'File message',
  ['file.uploaded', 'file.validated', 'file.processed'],
  z.union([
    z.looseObject(event),
    z.looseObject({
      file_id: z.string(),
      filename: z.string(),
      file_size: z.number().nullish().meta({ description: 'Bytes' }),
      content_type: text,
      checksum: text,
      uploaded_at: maybeTime,
      validated_at: maybeTime,
      processed_at: maybeTime,
      validation_result: z.unknown().optional(),
      processing_result: z.unknown().optional(),
      ...sealed,
    }),
  ]),
)

const errors = envelope(
  'Error message',
  ['error.occurred', 'warning.issued'],
  z.union([
    z.looseObject(event),
    z.looseObject({
      error_type: z.string(),
      error_message: z.string(),
      context: object.nullish(),
      stack_trace: text,
      severity: text,
      component: text,
      occurred_at: maybeTime,
      ...sealed,
    }),
  ]),
)

/** The contract's envelope with a type of this kind; the other dialects on the same topics have no schema in the registry. */
const ofKind = (kind: RegExp) => (message: unknown) =>
  isObject(message) && isObject(message.metadata) && kind.test(String(message.metadata.message_type))

/** Topics by what travels on them. */
export const tdaSubjects = (on: { jobs: string; results: string; events: string }): SchemaDeclared[] => {
  const declared = (name: string, topic: string, schema: z.ZodType): SchemaDeclared => ({
    subject: `tda-${name}-messages`,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} messages`,
    topics: [topic],
    fits: ofKind(name === 'error' ? /^(?:error|warning)\./ : new RegExp(`^${name}\\.`)),
    schema: jsonSchema(schema),
    level: 'BACKWARD',
  })
  return [
    declared('job', on.jobs, jobs),
    declared('result', on.results, results),
    declared('file', on.events, files),
    declared('error', on.events, errors),
  ]
}
