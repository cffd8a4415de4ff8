import type { Outgoing, Sink } from '#server/ports.ts'
import { conclude, type Intervention, type Ledger } from './intervention.ts'
import { judge } from './outcome.ts'
import type { Windows } from './windows.ts'

export interface FollowUp {
  /** A customer did something; cheap when nothing is open for them. */
  seen: (customerId: string) => void
  /** Publishes what was decided since, and looks after those who have done nothing. */
  flush: () => Promise<void>
}

/** Decides what came of open interventions from the transactions of the partitions we hold, so exactly one worker decides each. */
export function createFollowUp(deps: {
  /** Windows may hold more than our share of the partitions; outcomes are decided for ours only. */
  isOurs: (partition: number) => boolean

  ledger: Ledger
  windows: Windows
  sink: Pick<Sink, 'send'>
  topic: string
}): FollowUp {
  const { ledger, windows } = deps
  /** The customer's calendar when we first knew of the intervention. */
  const since = new Map<string, number>()
  let decided: Intervention[] = []
  let swept = 0

  function look(open: Intervention): void {
    const known = windows.of(open.customer_id)
    if (!known || !deps.isOurs(known.partition)) return
    const began = since.get(open.intervention_id)
    if (began === undefined) {
      since.set(open.intervention_id, known.clock)
      return
    }
    const outcome = judge(known.window, began, known.clock)
    if (!outcome) return
    const done = conclude(open, outcome)
    since.delete(open.intervention_id)
    ledger.note(done)
    decided.push(done)
  }

  return {
    seen(customerId) {
      const open = ledger.open(customerId)
      if (open) look(open)
    },
    async flush() {
      if (Date.now() - swept > 1000) {
        swept = Date.now()
        for (const open of ledger.opens()) look(open)
      }
      if (!decided.length) return
      const records = decided.map(
        (i): Outgoing => ({ topic: deps.topic, key: i.customer_id, value: JSON.stringify(i) }),
      )
      decided = []
      await deps.sink.send(records)
    },
  }
}
