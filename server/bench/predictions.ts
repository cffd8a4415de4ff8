import { delinquency } from '#lib/systems/delinquency.ts'
import type { Outgoing } from '../ports.ts'

/** The prediction topic, found in the contract as the one its board reads. */
export const predictionTopic = delinquency.boards![0]!.topic

const id = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const level = (score: number) => (score >= 0.7 ? 'CRITICAL' : score >= 0.5 ? 'HIGH' : score >= 0.3 ? 'MEDIUM' : 'LOW')

/** The nth of a repeatable series of predictions over `customers` customers, about 300 bytes each. */
export function prediction(n: number, customers: number): Outgoing {
  const customer = id((n * 7919) % customers)
  const score = (((n * 2654435761) >>> 0) / 2 ** 32) ** 2
  const now = new Date().toISOString().slice(0, -1)
  const message = {
    customer_id: customer,
    risk_score: score,
    risk_level: level(score),
    top_features: [
      { feature: 'savings_drawdown_30d_pct', value: -4.2 },
      { feature: 'failed_autodebit_count_30d', value: n % 5 },
    ],
    timestamp: now,
    event_time: now,
    event_type: 'prediction',
  }
  return { topic: predictionTopic, key: customer, value: JSON.stringify(message) }
}
