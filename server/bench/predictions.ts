import { delinquency } from '#lib/systems/delinquency.ts'
import type { Outgoing } from '../ports.ts'

/** The prediction topic, found in the contract as the one its board reads. */
export const predictionTopic = delinquency.boards![0]!.topic

const id = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const level = (score: number) => (score >= 0.7 ? 'CRITICAL' : score >= 0.5 ? 'HIGH' : score >= 0.3 ? 'MEDIUM' : 'LOW')

/** A customer's score moves slowly around one of its own: up and down by 0.03 in forty predictions. */
function scoreOf(customer: number, turn: number): number {
  const own = (((customer * 2654435761) >>> 0) / 2 ** 32) ** 2
  return Math.min(0.999, Math.max(0, own + 0.03 * Math.sin((turn + customer) * (Math.PI / 20))))
}

/** The nth of a repeatable series of predictions over `customers` customers, about 300 bytes each. */
export function prediction(n: number, customers: number): Outgoing {
  const who = (n * 7919) % customers
  const customer = id(who)
  const score = scoreOf(who, Math.floor(n / customers))
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
