import type { Log } from '#server/log.ts'
import type { Outgoing, Raw, Sink } from '#server/ports.ts'
import { type Intervention, intervene, type Ledger } from './intervention.ts'
import type { Prediction } from './prediction.ts'

/** Predictions older than this when they are read are history, not a call to act. */
const STALE_MS = 60 * 60_000

/** Predictions in, interventions out; keeps its promise of at least once by committing after the send. */
export function createInterventionService(deps: { ledger: Ledger; sink: Pick<Sink, 'send'>; topic: string; log: Log }) {
  let triggered = 0
  return {
    count: () => triggered,
    async batch(records: Raw[], tools: { commit: (offset: string) => Promise<void> }): Promise<void> {
      const due: Intervention[] = []
      for (const raw of records) {
        if (Date.now() - raw.timestamp > STALE_MS) continue
        if (!mayNeed(raw.value)) continue
        const prediction = readPrediction(raw.value)
        if (!prediction) continue
        const pending = due.findLast((i) => i.customer_id === prediction.customer_id)
        const intervention = intervene(prediction, pending ?? deps.ledger.last(prediction.customer_id))
        if (intervention) due.push(intervention)
      }
      if (due.length) {
        await deps.sink.send(
          due.map((i): Outgoing => ({ topic: deps.topic, key: i.customer_id, value: JSON.stringify(i) })),
        )
        for (const intervention of due) deps.ledger.note(intervention)
        triggered += due.length
      }
      await tools.commit(`${BigInt(records.at(-1)!.offset) + 1n}`)
    },
  }
}

/** Whether an intervention is thinkable: only of these two levels. Most predictions are neither, and need not be parsed. */
const mayNeed = (value: Buffer | null): boolean =>
  value !== null && (value.includes('HIGH') || value.includes('CRITICAL'))

/** undefined for anything that is not a prediction. */
export function readPrediction(value: Buffer | null): Prediction | undefined {
  try {
    const fields = JSON.parse(value?.toString('utf8') ?? '') as Prediction
    const sound =
      typeof fields?.customer_id === 'string' &&
      typeof fields.risk_score === 'number' &&
      typeof fields.risk_level === 'string'
    return sound
      ? { ...fields, top_features: Array.isArray(fields.top_features) ? fields.top_features : [] }
      : undefined
  } catch {
    return undefined
  }
}

/** undefined for anything that is not an intervention. */
export function readIntervention(value: Buffer | null): Intervention | undefined {
  try {
    const fields = JSON.parse(value?.toString('utf8') ?? '') as Intervention
    return typeof fields?.intervention_id === 'string' &&
      typeof fields.customer_id === 'string' &&
      typeof fields.timestamp === 'string'
      ? fields
      : undefined
  } catch {
    return undefined
  }
}
