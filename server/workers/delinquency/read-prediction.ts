import { levels } from '#lib/delinquency/messages.ts'
import { isObject } from '#lib/wire.ts'
import type { Intervention } from './intervention.ts'
import type { Prediction } from './prediction.ts'
import { object, type Read } from './read-transaction.ts'

const known: readonly unknown[] = levels

/** A record of predictions-stream, or why it cannot be used. */
export function readPrediction(value: Buffer | null): Read<{ prediction: Prediction }> {
  const read = object(value)
  if (!read.ok) return read
  const { fields } = read
  if (typeof fields.customer_id !== 'string' || fields.customer_id === '')
    return { ok: false, cause: 'customer_id is missing' }
  if (!Number.isFinite(fields.risk_score)) return { ok: false, cause: 'risk_score is not a number' }
  if (!known.includes(fields.risk_level)) return { ok: false, cause: `risk_level is none of ${levels.join(', ')}` }
  const features: unknown[] = Array.isArray(fields.top_features) ? fields.top_features : []
  const top_features = features.filter(
    (f) => isObject(f) && typeof f.feature === 'string',
  ) as Prediction['top_features']
  return { ok: true, prediction: { ...(fields as unknown as Prediction), top_features } }
}

/** undefined for anything that is not an intervention. */
export function readIntervention(value: Buffer | null): Intervention | undefined {
  const read = object(value)
  if (!read.ok) return undefined
  const fields = read.fields as unknown as Intervention
  return typeof fields.intervention_id === 'string' &&
    typeof fields.customer_id === 'string' &&
    typeof fields.timestamp === 'string'
    ? fields
    : undefined
}
