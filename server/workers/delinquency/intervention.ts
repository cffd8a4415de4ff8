import { localMs, localNaive } from './calendar.ts'
import type { Prediction } from './prediction.ts'
import type { Level } from './score.ts'

export type Outcome = 'contacted' | 'payment_made' | 'plan_agreed' | 'no_response'

export interface Intervention {
  intervention_id: string
  customer_id: string
  risk_score: number
  risk_level: Level
  intervention_type: string
  message: string
  channel: string
  priority: number
  top_risk_factors: string[]
  timestamp: string
  status: 'triggered' | Outcome
  event_time: string
  event_type: 'intervention'
}

const tiers = {
  CRITICAL: {
    intervention_type: 'urgent_outreach',
    channel: 'phone_call',
    priority: 1,
    message:
      'We noticed signs of financial difficulty. Please contact us about your account today, so that we can agree on a payment plan together.',
  },
  HIGH: {
    intervention_type: 'proactive_support',
    channel: 'sms',
    priority: 2,
    message: 'We are here to help: ask us about flexible payment options if the next weeks look tight.',
  },
} as const

/** Not again for the same customer before this much wall time; one that is still open waits longer. */
export const COOL_DOWN_MS = 5 * 60_000
/** A rise to CRITICAL is answered no sooner than this after the intervention before. */
export const ESCALATE_MS = 60_000
export const OPEN_MS = 30 * 60_000

/** The intervention a prediction calls for, or undefined. A rise from HIGH to CRITICAL waits less. */
export function intervene(
  prediction: Pick<Prediction, 'customer_id' | 'risk_score' | 'risk_level' | 'top_features'>,
  last: Intervention | undefined,
  now: Date = new Date(),
): Intervention | undefined {
  const { risk_level } = prediction
  if (risk_level !== 'HIGH' && risk_level !== 'CRITICAL') return undefined
  if (last) {
    const worse = last.risk_level === 'HIGH' && risk_level === 'CRITICAL'
    const since = now.getTime() - localMs(last.timestamp)
    const wait = worse ? ESCALATE_MS : last.status === 'triggered' ? OPEN_MS : COOL_DOWN_MS
    if (since < wait) return undefined
  }
  const timestamp = localNaive(now)
  return {
    intervention_id: `INT_${prediction.customer_id}_${timestamp.slice(0, 19).replace(/[-T:]/g, '')}`,
    customer_id: prediction.customer_id,
    risk_score: prediction.risk_score,
    risk_level,
    ...tiers[risk_level],
    top_risk_factors: prediction.top_features.slice(0, 3).map((f) => f.feature),
    timestamp,
    status: 'triggered',
    event_time: timestamp,
    event_type: 'intervention',
  }
}

/** The same intervention with what came of it. */
export function conclude(intervention: Intervention, outcome: Outcome, now: Date = new Date()): Intervention {
  const time = localNaive(now)
  return { ...intervention, status: outcome, timestamp: time, event_time: time }
}

export interface Ledger {
  /** Newer news of an intervention, ours or read from the topic; may come twice. */
  note: (intervention: Intervention) => void
  last: (customerId: string) => Intervention | undefined
  open: (customerId: string) => Intervention | undefined
  opens: () => Intervention[]
}

/** The latest intervention per customer. */
export function createLedger(): Ledger {
  const latest = new Map<string, Intervention>()
  const open = (customerId: string) => {
    const last = latest.get(customerId)
    return last?.status === 'triggered' ? last : undefined
  }
  return {
    note(intervention) {
      const before = latest.get(intervention.customer_id)
      const older = before && before.timestamp > intervention.timestamp
      const reopened = before?.intervention_id === intervention.intervention_id && before.status !== 'triggered'
      if (!older && !reopened) latest.set(intervention.customer_id, intervention)
    },
    last: (customerId) => latest.get(customerId),
    open,
    opens: () => [...latest.values()].filter((i) => i.status === 'triggered'),
  }
}
