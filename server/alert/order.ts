import type { AlertGroup, AlertRow, AlertsData } from '#lib/protocol.ts'
import type { Rule } from './rules.ts'
import type { Silence } from './shelf.ts'
import type { Standings } from './standings.ts'

const rowsPerRule = 50
const weight = { critical: 0, warning: 1, info: 2 }

/** Silenced and acknowledged ones behind the others, then the worst, then the newest. */
export function worstFirst(a: AlertRow, b: AlertRow): number {
  const quiet = (row: AlertRow) => (row.silence ? 2 : 0) + (row.ack ? 1 : 0)
  return (
    quiet(a) - quiet(b) || weight[a.severity] - weight[b.severity] || (b.firedAt ?? b.since) - (a.firedAt ?? a.since)
  )
}

const oldestFirst = (a: AlertRow, b: AlertRow) => (a.firedAt ?? a.since) - (b.firedAt ?? b.since)

/** What the alerts page shows: at most 50 rows a rule, and each rule summed up, so that a thousand critical customers stay readable. */
export function orderAlerts(
  standings: Standings,
  rules: Rule[],
  silences: Silence[],
): { rows: AlertRow[]; data: AlertsData } {
  const firing: AlertRow[] = []
  const pending: AlertRow[] = []
  const groups: AlertGroup[] = []
  const sum = { firing: 0, pending: 0, critical: 0, acknowledged: 0, silenced: 0 }
  for (const { rule, system } of rules) {
    const subjects = standings.open().get(rule.id)
    if (!subjects?.size) continue
    // By when it happened, not by when this process heard of it: after a restart those differ.
    const all = [...subjects.values()].sort(oldestFirst)
    const fire = all.filter((row) => row.state === 'firing')
    const wait = all.filter((row) => row.state === 'pending')
    const loud = fire.filter((row) => !row.silence)
    const acknowledged = loud.filter((row) => row.ack).length
    const group: AlertGroup = {
      rule: rule.id,
      title: rule.title,
      system: system?.id ?? null,
      severity: rule.severity,
      help: rule.help,
      firing: fire.length,
      pending: wait.length,
      acknowledged,
      silenced: fire.length - loud.length,
      first: fire
        .slice(-10)
        .reverse()
        .map(({ id, subject, say, since, link }) => ({ id, subject, say, since, ...(link && { link }) })),
      over: standings.over(rule.id),
    }
    groups.push(group)
    sum.firing += loud.length + group.over
    sum.pending += wait.length
    sum.acknowledged += acknowledged
    sum.silenced += group.silenced
    if (rule.severity === 'critical') sum.critical += loud.length + group.over
    firing.push(...fire.slice(-rowsPerRule))
    pending.push(...wait.slice(-rowsPerRule))
  }
  groups.sort((a, b) => weight[a.severity] - weight[b.severity] || b.firing - a.firing)
  return {
    rows: [...firing.sort(worstFirst), ...pending.sort(worstFirst), ...standings.resolved()],
    data: { ...sum, groups, silences },
  }
}
