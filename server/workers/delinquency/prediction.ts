import { localNaive } from './calendar.ts'
import { contributions } from './explain.ts'
import type { Level, Model } from './score.ts'

export interface Driver {
  feature: string
  /** "%.4f" */
  value: string
  /** Log-odds; above zero raises the risk. */
  impact: number
  /** Share of all features' absolute impact, 0..100. */
  impact_pct: number
}

/** What /predict answers; the topic's record has `event_time` and `event_type` besides. */
export interface Prediction {
  customer_id: string
  risk_score: number
  risk_level: Level
  top_features: { feature: string; value: number }[]
  explanation: { explanation_text: string; top_drivers: Driver[] }
  timestamp: string
}

const LARGEST = 9.9999
const clamp = (value: number) => Math.max(-LARGEST, Math.min(LARGEST, value))
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** A scored row as a message. `row` is what the model saw. */
export function describe(model: Model, scored: { customerId: string; row: Float32Array; score: number }): Prediction {
  const { row, score } = scored
  const level = model.level(score)
  const value = (i: number) => round(row[i]!, 4)
  const byValue = indices(row.length, (i) => Math.abs(clamp(row[i]!)))
  const impacts = contributions(model.trees, row)
  const all = impacts.subarray(0, row.length).reduce((sum, impact) => sum + Math.abs(impact), 0)
  const drivers = indices(row.length, (i) => Math.abs(impacts[i]!)).map((i) => ({
    feature: model.features[i]!,
    value: value(i).toFixed(4),
    impact: round(impacts[i]!, 6),
    impact_pct: all ? round((100 * Math.abs(impacts[i]!)) / all, 2) : 0,
  }))
  return {
    customer_id: scored.customerId,
    risk_score: score,
    risk_level: level,
    top_features: byValue.map((i) => ({ feature: model.features[i]!, value: clamp(value(i)) })),
    explanation: { explanation_text: say(level, score, drivers), top_drivers: drivers },
    timestamp: localNaive(),
  }
}

export const predictionRecord = (prediction: Prediction) => ({
  ...prediction,
  event_time: localNaive(),
  event_type: 'prediction' as const,
})

export const dashboardRecord = ({ customer_id, risk_score, risk_level }: Prediction) => ({
  type: 'new_prediction' as const,
  customer_id,
  risk_score,
  risk_level,
  event_time: localNaive(),
})

/** The five with the largest `size`, largest first; none of size 0. */
function indices(length: number, size: (i: number) => number): number[] {
  return Array.from({ length }, (_, i) => i)
    .filter((i) => size(i) > 0)
    .sort((a, b) => size(b) - size(a))
    .slice(0, 5)
}

function say(level: Level, score: number, drivers: Driver[]): string {
  const named = (of: Driver[]) =>
    of
      .slice(0, 3)
      .map((d) => `${words(d.feature)} (${Number(d.value)})`)
      .join(', ')
  const up = drivers.filter((d) => d.impact > 0)
  const down = drivers.filter((d) => d.impact < 0)
  const risk = `${level} risk: ${(100 * score).toFixed(1)} % chance of missed payments within 30 days.`
  return [risk, up.length ? `Raised by ${named(up)}.` : '', down.length ? `Lowered by ${named(down)}.` : '']
    .filter(Boolean)
    .join(' ')
}

const words = (feature: string) => feature.replace(/_pct$/, ' %').replaceAll('_', ' ')
