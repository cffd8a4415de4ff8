import type { AlertRule } from '../contract.ts'
import * as table from './columns.ts'
import type { Prediction } from './messages.ts'
import { drives } from './words.ts'

/** When a lender needs to know, over the topic of predictions and the groups that score transactions and start interventions. */
export const delinquencyAlerts = ({
  predictions,
  scorers,
  helpers,
}: {
  predictions: string
  scorers: string
  helpers: string
}): AlertRule[] => [
  {
    id: 'delinquency-critical',
    kind: 'record',
    title: 'Customer turned CRITICAL',
    severity: 'warning',
    help: 'The score reached 0.7. Look at what drives it, and see that the phone call is made.',
    topic: predictions,
    when: (m: Prediction) => m.risk_level === 'CRITICAL',
    subject: (m: Prediction) => m.customer_id,
    say: (m: Prediction) => [table.sayScore(m), drives(m)].filter(Boolean).join(' · '),
    value: table.score,
  },
  {
    id: 'delinquency-share-high',
    kind: 'share',
    title: 'Share of HIGH and above',
    severity: 'critical',
    help: 'Many customers at once: either something happened to them all, or to the data. Compare the drivers.',
    topic: predictions,
    of: table.isHigh,
    overMs: 300_000,
    limit: 0.12,
    atLeast: 200,
    forMs: 30_000,
  },
  {
    id: 'delinquency-no-predictions',
    kind: 'quiet',
    title: 'No predictions',
    severity: 'critical',
    help: 'The engine has stopped scoring: look at its service and at the lag of feature-processor-group.',
    topic: predictions,
    afterMs: 60_000,
  },
  {
    id: 'delinquency-lag',
    kind: 'lag',
    title: 'Scoring falls behind',
    severity: 'warning',
    help: 'Transactions come faster than they are scored, or nobody scores them: see the group’s members; another worker shares the partitions.',
    groups: [scorers, helpers],
    limit: 5_000,
    forMs: 60_000,
  },
]
