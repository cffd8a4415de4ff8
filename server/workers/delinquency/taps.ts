import type { KafkaState } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { OpenSource, Raw } from '#server/ports.ts'
import type { Engine } from './engine.ts'
import type { Ledger } from './intervention.ts'
import type { Past } from './past.ts'
import { readIntervention } from './read-prediction.ts'
import { readProfile } from './read-transaction.ts'
import type { Topics } from './topics.ts'

const DAY_MS = 86_400_000

export interface Taps {
  /** Resolves when profiles and past interventions have been read; also when stopped. */
  caughtUp: Promise<void>
  kafka: () => { state: string; cause?: string }
  stop: () => Promise<void>
}

/** What every worker reads whole, outside of groups: profiles and interventions (for cool-downs and outcomes); and who serves the API predictions (for the history). */
export function openTaps(deps: {
  openSource: OpenSource
  topics: Topics
  ledger: Ledger
  engine: Engine
  history: Past | undefined
  log: Log
}): Taps {
  const { topics, ledger, engine, history } = deps
  let kafka: { state: string; cause?: string } = { state: 'connecting' }
  const stopping = new AbortController()
  const onState = (state: KafkaState) => {
    kafka = { state: state.state, ...(state.cause ? { cause: state.cause } : {}) }
  }
  const onGap = (gap: object) => deps.log.warn(gap, 'records passed over')
  const next = new Map<string, string>()

  function learn(records: Raw[]): void {
    for (const raw of records) {
      if (raw.topic === topics.interventions) {
        const intervention = readIntervention(raw.value)
        if (intervention) ledger.note(intervention)
      } else if (raw.value === null) engine.profiles.delete(raw.key?.toString('utf8') ?? '')
      else {
        const read = readProfile(raw.value)
        if (read.ok)
          engine.profiles.set(read.profile.customer_id, {
            monthly_income: read.profile.monthly_income,
            salary_day: read.profile.salary_day,
          })
      }
    }
    const last = records.at(-1)
    if (last) next.set(`${last.topic}/${last.partition}`, `${BigInt(last.offset) + 1n}`)
  }

  const known = deps.openSource({
    topics: [topics.customers, topics.interventions],
    cursor: (topic, partition) => next.get(`${topic}/${partition}`),
    begin: { backMs: 3650 * DAY_MS, maxRecords: 2_000_000 },
    onBatch: learn,
    onGap,
    onState,
  })
  const past =
    history &&
    deps.openSource({
      topics: [topics.predictions],
      cursor: (_, partition) => history.cursor(partition),
      begin: { backMs: 30 * DAY_MS, maxRecords: 100_000 },
      onBatch: history.take,
      onGap(gap) {
        onGap(gap)
        history.jump(gap.partition, gap.to)
      },
      onState: () => {},
    })

  const caughtUp = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!known.caughtUp() && !stopping.signal.aborted) return
      clearInterval(look)
      resolve()
    }, 50)
  })

  return {
    caughtUp,
    kafka: () => kafka,
    async stop() {
      stopping.abort()
      await Promise.all([known.stop(), past?.stop()])
    },
  }
}
