import type { DatabaseSync } from 'node:sqlite'
import type { LagReading } from '#lib/alert/lag.ts'
import type { AlertRule, System } from '#lib/contract.ts'
import type { KafkaState } from '#lib/protocol.ts'
import { createFakeFeed, createFakeKafka, type FakeKafka, quietLog, workshop } from '#server/request/testing.ts'
import { createManualClock, type ManualClock } from '#server/store/clock.ts'
import { openState } from '#server/store/state.ts'
import { createAlerts } from './alerts.ts'

const words = { help: 'Look at it.', severity: 'critical' as const }
export const rules: readonly AlertRule[] = [
  {
    ...words,
    kind: 'record',
    id: 'big',
    title: 'A big one',
    topic: 'results',
    when: (m) => m.size > 90,
    subject: (m) => m.job,
    say: (m) => `size ${m.size}`,
    value: (m) => m.size,
  },
  {
    ...words,
    severity: 'warning',
    kind: 'share',
    id: 'many',
    title: 'Many failures',
    topic: 'results',
    of: (m) => !!m.error,
    overMs: 60_000,
    limit: 0.5,
    atLeast: 10,
    forMs: 5_000,
  },
  { ...words, severity: 'warning', kind: 'quiet', id: 'still', title: 'No jobs', topic: 'jobs', afterMs: 30_000 },
]

export const watched: System = {
  ...workshop,
  alerts: [...rules],
  entity: { noun: 'Job', board: 'none', topics: [{ topic: 'results' }] },
}

/** A console's alert part on an array, with time standing still until moved; `alone`: judged by this rule only. */
export function startAlerts(
  more: {
    db?: DatabaseSync
    kafka?: FakeKafka
    clock?: ManualClock
    alone?: AlertRule
    groups?: () => LagReading
  } = {},
) {
  const { db = openState(':memory:'), kafka = createFakeKafka(), clock = createManualClock(), alone, groups } = more
  const fake = createFakeFeed(clock.now)
  const state: KafkaState = { state: 'up', since: clock.now(), brokers: 1, latencyMs: 1, mode: 'embedded' }
  const alerts = createAlerts({
    db,
    feed: fake.feed,
    hub: fake.hub,
    ...(groups && { groups }),
    systems: [alone ? { ...watched, alerts: [alone] } : watched],
    kafkaState: () => state,
    sink: kafka.sink,
    log: quietLog,
    clock,
  })
  return {
    ...fake,
    db,
    kafka,
    clock,
    state,
    alerts,
    /** What was told to the other consoles. */
    told: () => kafka.on('milena.alerts').map((record) => JSON.parse(String(record.value))),
    [Symbol.asyncDispose]: () => alerts.close(),
  }
}
