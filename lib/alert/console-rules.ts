import type { AlertRule } from '../contract.ts'

/** Rules every console has, whatever its systems declare. */
export const consoleRules: readonly AlertRule[] = [
  {
    kind: 'undecodable',
    id: 'console-undecodable',
    title: 'Records that cannot be read',
    severity: 'warning',
    help: 'A producer writes messages its contract does not allow. Open the topic, look at the bad records and their causes, and tell the team that produces them.',
    limit: 5,
    overMs: 60_000,
  },
  {
    kind: 'blind',
    id: 'console-blind',
    title: 'The console cannot read Kafka',
    severity: 'critical',
    help: 'Everything on screen is as old as it says, and no other alert can fire. Check that the brokers run and can be reached from here; the console keeps trying.',
    afterMs: 10_000,
  },
]
