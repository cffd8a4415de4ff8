import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '#server/log.ts'
import type { Outgoing, Sink } from '#server/ports.ts'
import { DAY, localNaive, naive, SIMULATION_START } from './calendar.ts'
import { createSimulation } from './simulation.ts'
import type { Topics } from './topics.ts'
import type { Transaction } from './transaction.ts'

export interface SimulatorOptions {
  customers: number
  /** Transactions a second of wall time. */
  rate: number
  seed: number
  /** Days lived through at once when the topic is empty. */
  backfillDays: number
  /** Naive seconds the topic already has; undefined when it is empty. */
  newest?: number
  sink: Pick<Sink, 'send'>
  topics: Topics
  log: Log
  signal: AbortSignal
}

const BATCH = 2000
/** A batch a tick: small enough to look like a stream, large enough to compress. */
const TICK_MS = 50

/** Lives through the calendar and sends what the bank sees of it, until the signal. What Kafka does not take is kept and sent again; the calendar waits meanwhile. */
export async function simulate(options: SimulatorOptions, onLive: (sent: number) => void): Promise<number> {
  const { rate, signal, topics, newest } = options
  const simulation = createSimulation({ customers: options.customers, seed: options.seed })
  let sent = 0

  async function deliver(records: Outgoing[]): Promise<void> {
    for (let wait = 250; !signal.aborted; wait = Math.min(5000, wait * 2)) {
      try {
        await options.sink.send(records)
        sent += records.length
        return
      } catch (error) {
        options.log.warn(
          { cause: error instanceof Error ? error.message : String(error), kept: records.length },
          'Kafka does not take records; trying again',
        )
        await pause(wait, undefined, { signal }).catch(() => {})
      }
    }
  }
  const say = (txns: Transaction[]) =>
    deliver(
      txns.map((txn) => ({
        topic: topics.transactions,
        key: txn.customer_id,
        value: JSON.stringify({ ...txn, event_time: localNaive(), event_type: 'transaction' }),
      })),
    )

  const profiles = simulation.profiles.map((profile) => ({
    topic: topics.customers,
    key: profile.customer_id,
    value: JSON.stringify({ ...profile, updated_at: localNaive(), event_type: 'customer_update' }),
  }))
  for (let i = 0; i < profiles.length; i += BATCH) await deliver(profiles.slice(i, i + BATCH))

  let today: Transaction[] = []
  if (newest === undefined) {
    const most = Math.min(options.backfillDays, Math.floor(100_000 / options.customers))
    let past: Transaction[] = []
    while (simulation.day() < most && !signal.aborted) {
      past.push(...simulation.nextDay())
      while (past.length >= BATCH) {
        await say(past.slice(0, BATCH))
        past = past.slice(BATCH)
      }
    }
    await say(past)
  } else {
    // Lives are lived again in memory up to where the topic stands; only what it does not have is sent.
    const has = naive(newest)
    while (SIMULATION_START + simulation.day() * DAY <= newest && !signal.aborted) {
      today = simulation.nextDay()
      if (simulation.day() % 200 === 0) await pause(0)
    }
    today = today.filter((txn) => txn.txn_time > has)
  }
  onLive(sent)

  let owed = 0
  let at = performance.now()
  while (!signal.aborted) {
    const now = performance.now()
    // After an outage or a suspended laptop the lost time is not made up for at once.
    owed += (Math.min(now - at, 1000) / 1000) * rate
    at = now
    const due: Transaction[] = []
    while (owed >= 1) {
      if (!today.length) today = simulation.nextDay()
      const some = today.splice(0, Math.min(Math.floor(owed), BATCH - due.length))
      due.push(...some)
      owed -= some.length
      if (due.length >= BATCH || (!some.length && !options.customers)) break
    }
    if (due.length) await say(due)
    await pause(TICK_MS, undefined, { signal }).catch(() => {})
  }
  return sent
}
