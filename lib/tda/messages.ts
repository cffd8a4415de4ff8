import { z } from 'zod'
import { anyObject, dialects, id, isObject, maybeNum, maybeText, num } from '../wire.ts'

/**
 * The dialects on the platform's topics. A is the platform's contract: an envelope of `metadata` and `payload`. B is its architecture
 * page: `event_type` and `data`. C is what the Flink job reads and writes and E what the metrics exporter reads: both flat.
 */

const metadata = z.looseObject({
  message_id: id,
  message_type: id,
  timestamp: z.string(),
  source_service: z.string(),
  correlation_id: maybeText,
  user_id: maybeText,
  session_id: maybeText,
  trace_id: maybeText,
  version: maybeText,
  encrypted: z.boolean().nullish(),
})
const time = z.union([z.string(), num]).nullish()

/** Coordinates, bare or wrapped. */
const cloud = z.looseObject({
  points: z.array(z.union([z.array(num), z.looseObject({ coordinates: z.array(num) })])),
  dimension: maybeNum,
})
/** What the Flink job needs to compute, at the top level; optional beside an envelope. */
const computable = {
  timestamp: time,
  algorithm: maybeText,
  point_cloud: cloud.nullish(),
  parameters: anyObject.nullish(),
}

const eventB = {
  event_id: maybeText,
  timestamp: time,
  source: maybeText,
  correlation_id: maybeText,
}
const ofJobB = (data: z.core.$ZodShape) =>
  z
    .looseObject({ ...eventB, event_type: id, data: z.looseObject({ job_id: maybeText, ...data }) })
    .refine((event) => event.data.job_id || event.correlation_id, { path: ['data', 'job_id'], error: 'names no job' })
const JobB = ofJobB({})

const JobA = z.looseObject({
  ...computable,
  metadata,
  payload: z.looseObject({
    job_id: id,
    status: id,
    algorithm: maybeText,
    priority: z.union([z.string(), num]).nullish(),
    user_id: maybeText,
    metadata: anyObject.nullish(),
    execution_time: maybeNum,
    result_id: maybeText,
    error_message: maybeText,
    error_type: maybeText,
    submitted_at: maybeText,
    started_at: maybeText,
    completed_at: maybeText,
    failed_at: maybeText,
  }),
})
const JobFlat = z.looseObject({
  ...computable,
  job_id: id,
  job_type: maybeText,
  status: maybeText,
  processing_time_seconds: maybeNum,
  memory_usage_mb: maybeNum,
})

const isEnvelope = (value: unknown): boolean =>
  isObject(value) && ('metadata' in value || 'payload' in value) && value.tda_results === undefined
const isEventB = (value: unknown): boolean => isObject(value) && 'event_type' in value && 'data' in value

export const JobMessage = dialects((value) => (isEnvelope(value) ? JobA : isEventB(value) ? JobB : JobFlat))

const interval = z.looseObject({ birth: num, death: num.nullish() })
const pair = z.looseObject({ dimension: maybeNum, birth: num, death: num.nullish(), persistence: maybeNum })

const ResultA = z.looseObject({
  metadata,
  payload: z.looseObject({
    job_id: id,
    result_id: id,
    result_type: id,
    result_size: maybeNum,
    storage_path: maybeText,
    generated_at: maybeText,
    metadata: anyObject.nullish(),
  }),
})
const ResultC = z.looseObject({
  job_id: id,
  timestamp: time,
  window_start: maybeNum,
  window_end: maybeNum,
  algorithm: maybeText,
  computation_info: z
    .looseObject({
      num_points: maybeNum,
      dimension: maybeNum,
      computation_time: maybeNum,
      memory_usage: maybeNum,
      success: z.boolean().nullish(),
    })
    .nullish(),
  tda_results: z
    .looseObject({
      persistence_pairs: z.array(pair).nullish(),
      homology_groups: z.array(anyObject).nullish(),
    })
    .nullish(),
  metadata: anyObject.nullish(),
  error: z.union([z.string(), anyObject]).nullish(),
})
const ResultE = z.looseObject({
  job_id: id,
  persistence_diagrams: z.array(z.looseObject({ dimension: maybeNum, points: z.array(interval) })),
})
const ResultB = ofJobB({
  dimension: maybeNum,
  intervals: z.array(interval).nullish(),
  computation_time_seconds: maybeNum,
})

export const ResultMessage = dialects((value) => {
  if (isEventB(value)) return ResultB
  if (isObject(value) && isObject(value.payload)) return ResultA
  if (isObject(value) && 'persistence_diagrams' in value) return ResultE
  return isEnvelope(value) && isObject(value) && !('job_id' in value) ? ResultA : ResultC
})

/** Files and errors; the contract's schema (`event_id`, `data`) and its code (flat) disagree, and some messages carry both. */
const EventA = z.looseObject({
  metadata,
  payload: z
    .looseObject({
      event_id: maybeText,
      event_type: maybeText,
      data: anyObject.nullish(),
      context: anyObject.nullish(),
      file_id: maybeText,
      filename: maybeText,
      file_size: maybeNum,
      error_type: maybeText,
      error_message: maybeText,
      severity: maybeText,
      component: maybeText,
    })
    .refine((p) => p.data || p.file_id || p.error_type || p.error_message || Object.keys(p).length > 0, 'says nothing'),
})
const EventB = z.looseObject({ ...eventB, event_type: id, data: anyObject })
export const EventMessage = dialects((value) => (isEventB(value) ? EventB : EventA))

/** No schema was ever given: three shapes stand in the platform's documents. */
const MonitorFlat = z.looseObject({
  type: maybeText,
  timestamp: time,
  job_name: maybeText,
  metrics: anyObject,
  system_info: anyObject.nullish(),
})
const MonitorA = z.looseObject({ metadata, payload: anyObject })
export const MonitorMessage = dialects((value) => (isEnvelope(value) ? MonitorA : MonitorFlat))
