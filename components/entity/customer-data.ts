import type { Intervention, Prediction, Transaction } from '#lib/delinquency/messages.ts'
import type { Row, TailRow } from '#lib/protocol.ts'

export interface CustomerData {
  /** Oldest first. */
  predictions: { t: number; m: Prediction }[]
  /** Newest first; one entry per intervention, with the states it went through. */
  interventions: { id: string; began: number; m: Intervention; outcome: { status: string; at: number } | null }[]
  transactions: Row<TailRow<Transaction>>[]
}

const is = <M>(m: unknown, ...fields: string[]): m is M =>
  typeof m === 'object' && m !== null && fields.every((field) => field in m)

/** The records of one customer told apart by what they hold: a name of a topic stands only in the contract. */
export function customerData(rows: readonly Row<TailRow>[]): CustomerData {
  const out: CustomerData = { predictions: [], interventions: [], transactions: [] }
  const byId = new Map<string, CustomerData['interventions'][number]>()
  for (const row of [...rows].sort((a, b) => a.v.t - b.v.t)) {
    const { m, t } = row.v
    if (is<Intervention>(m, 'intervention_id', 'intervention_type')) {
      const known = byId.get(m.intervention_id)
      if (known) {
        known.m = m
        if (m.status && m.status !== 'triggered') known.outcome = { status: m.status, at: t }
      } else {
        const status = m.status ?? 'triggered'
        byId.set(m.intervention_id, {
          id: m.intervention_id,
          began: t,
          m,
          outcome: status === 'triggered' ? null : { status, at: t },
        })
      }
    } else if (is<Transaction>(m, 'amount', 'customer_id')) out.transactions.push(row as Row<TailRow<Transaction>>)
    else if (is<Prediction>(m, 'risk_score', 'risk_level', 'customer_id') && !is(m, 'type'))
      out.predictions.push({ t, m })
  }
  out.interventions = [...byId.values()].reverse()
  out.transactions.reverse()
  return out
}
