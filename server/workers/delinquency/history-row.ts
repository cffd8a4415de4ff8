import { localMs } from './calendar.ts'
import type { Scored } from './history.ts'
import type { Prediction } from './prediction.ts'

/** A prediction as the history's tables have it. What it does not say of its time is taken from `recorded`, epoch ms; throws where it cannot be kept. */
export function rowOf(prediction: Prediction, recorded: number) {
  const { timestamp, risk_score, explanation } = prediction
  // A bare NaN is read as a number, and no table takes it.
  if (!Number.isFinite(risk_score)) throw new TypeError('risk_score is not a finite number')
  const at = typeof timestamp === 'string' ? localMs(timestamp) : Number.NaN
  const drivers: unknown = explanation?.top_drivers
  const [one, two] = Array.isArray(drivers) ? drivers : []
  // Kafka takes any number for a time: what no date can be is the moment it was read.
  const known = Math.abs(recorded) < 8.64e15 ? recorded : Date.now()
  return [Number.isNaN(at) ? known : at, risk_score, prediction.risk_level, ...driver(one), ...driver(two)] as const
}

/** Explanations come from whoever writes the topic: what is not as agreed is left out. */
const driver = (of: any): [string | null, number | null] => [
  typeof of?.feature === 'string' ? of.feature : null,
  Number.isFinite(of?.impact) ? of.impact : null,
]

/** Epoch ms → "YYYY-MM-DD HH:MM:SS", local time. */
export const local = (ms: number) =>
  new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')

export function scored(row: Record<string, unknown>): Scored {
  const { customer_id, at, risk_score, risk_level, f1, i1, f2, i2 } = row as {
    customer_id: string
    at: number
    risk_score: number
    risk_level: string
    f1: string | null
    i1: number | null
    f2: string | null
    i2: number | null
  }
  return {
    customer_id,
    risk_score,
    risk_level,
    score_date: local(at),
    top_feature_1: f1,
    top_feature_1_impact: i1,
    top_feature_2: f2,
    top_feature_2_impact: i2,
  }
}
