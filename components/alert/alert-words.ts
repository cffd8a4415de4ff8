import { consoleRules } from '#lib/alert/console-rules.ts'
import type { AlertRule, Severity } from '#lib/contract.ts'
import type { AlertGroup, AlertRow } from '#lib/protocol.ts'
import { systems, topicOf } from '#lib/systems/index.ts'
import { duration, number, percent } from '../ui/format.ts'

export type Tab = 'firing' | 'pending' | 'past' | 'rules'
export const tabs: Tab[] = ['firing', 'pending', 'past', 'rules']
const weight: Record<Severity, number> = { critical: 2, warning: 1, info: 0 }

export const tabOf = (alert: AlertRow): Tab => (alert.state === 'resolved' ? 'past' : alert.state)
export const silenced = (alert: AlertRow, now: number): boolean => alert.silence !== null && alert.silence.until > now
/** Someone still has to look at it. */
export const open = (alert: AlertRow, now: number): boolean =>
  alert.state === 'firing' && !alert.ack && !silenced(alert, now)

/** Worst and newest first; acknowledged and silenced ones after those that still ask for someone. */
export function byUrgency(now: number): (a: AlertRow, b: AlertRow) => number {
  return (a, b) =>
    Number(open(b, now)) - Number(open(a, now)) ||
    weight[b.severity] - weight[a.severity] ||
    (b.resolvedAt ?? b.firedAt ?? b.since) - (a.resolvedAt ?? a.firedAt ?? a.since)
}

/** The alert a page must show: the worst that nobody has taken. */
export const worst = (alerts: readonly AlertRow[], now: number): AlertRow | undefined =>
  alerts.filter((alert) => open(alert, now) && alert.severity !== 'info').sort(byUrgency(now))[0]

/** Rows of one rule with what the server knows of all of them; `more` are not listed. */
export interface Group extends Omit<AlertGroup, 'first'> {
  rows: AlertRow[]
  more: number
}
/** Alerts of one rule stand together, in the order in which the first of each rule comes. `groups` sums up what the server did not list. */
export function grouped(rows: readonly AlertRow[], groups: readonly AlertGroup[]): Group[] {
  const known = new Map(groups.map((group) => [group.rule, group]))
  const result = new Map<string, Group>()
  for (const row of rows) {
    const { rule, title, system, severity, help } = row
    const group = result.get(rule) ?? {
      ...(known.get(rule) ?? {
        rule,
        title,
        system,
        severity,
        help,
        firing: 0,
        pending: 0,
        acknowledged: 0,
        silenced: 0,
        over: 0,
      }),
      rows: [],
      more: 0,
    }
    group.rows.push(row)
    result.set(rule, group)
  }
  for (const group of result.values()) {
    const state = group.rows[0]?.state
    if (state === 'firing') group.more = Math.max(0, group.firing + group.over - group.rows.length)
    if (state === 'pending') group.more = Math.max(0, group.pending - group.rows.length)
  }
  return [...result.values()]
}

/** The condition of a rule in words. */
export function sayRule(rule: AlertRule): string {
  const topic = 'topic' in rule ? (topicOf(rule.topic)?.topic.title ?? rule.topic) : ''
  switch (rule.kind) {
    case 'record':
      return `Per subject, from the records of “${topic}”; over when they no longer say so.`
    case 'share':
      return `More than ${percent(rule.limit)} of “${topic}” over ${duration(rule.overMs)}, from ${number(rule.atLeast)} records on${rule.forMs ? `, for ${duration(rule.forMs)}` : ''}.`
    case 'quiet':
      return `“${topic}” says nothing for ${duration(rule.afterMs)}.`
    case 'unanswered':
      return `Something on “${topic}” has no reply within ${duration(rule.withinMs)}; one alert for all that wait.`
    case 'waiting':
      return `A request waits for its reply longer than ${duration(rule.afterMs)}.`
    case 'slow':
      return `95 of 100 replies over ${duration(rule.overMs)} take longer than ${duration(rule.limitMs)}, from ${number(rule.atLeast)} on.`
    case 'lag':
      return `A consumer group of its workers is more than ${number(rule.limit)} records behind for ${duration(rule.forMs)}; per group.`
    case 'undecodable':
      return `More than ${number(rule.limit)} undecodable records in ${duration(rule.overMs)}, per topic.`
    case 'blind':
      return `Kafka cannot be read for ${duration(rule.afterMs)}.`
  }
}

/** Kinds whose value is a time in seconds. */
const timed = new Set<AlertRule['kind']>(['quiet', 'blind', 'unanswered', 'waiting', 'slow'])
const kindOf = new Map([...systems.flatMap((s) => s.alerts ?? []), ...consoleRules].map((rule) => [rule.id, rule.kind]))

export const ruleKind = (alert: Pick<AlertRow, 'rule'>): AlertRule['kind'] | undefined => kindOf.get(alert.rule)

/** "14.2 %, limit 12 %", "12 s, limit 10 s", "0.94": what was measured against what is allowed. */
export function sayValue(alert: Pick<AlertRow, 'rule' | 'value' | 'limit'>): string {
  const kind = kindOf.get(alert.rule)
  const write = (value: number) =>
    kind === 'share' ? percent(value) : kind && timed.has(kind) ? duration(value * 1000) : number(value)
  if (alert.value === null) return alert.limit === null ? '' : `limit ${write(alert.limit)}`
  return alert.limit === null ? write(alert.value) : `${write(alert.value)}, limit ${write(alert.limit)}`
}

/** Filter text against everything a person may remember of an alert. */
export const matches = (alert: AlertRow, text: string): boolean => {
  const wanted = text.trim().toLowerCase()
  if (!wanted) return true
  return [alert.title, alert.subject, alert.say, alert.system ?? '', alert.rule, alert.severity].some((field) =>
    field.toLowerCase().includes(wanted),
  )
}
