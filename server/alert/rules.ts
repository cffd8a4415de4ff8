import { consoleRules } from '#lib/alert/console-rules.ts'
import type { AlertRule, System } from '#lib/contract.ts'

/** A rule and whose it is; `null` = the console's own. */
export interface Rule {
  rule: AlertRule
  system: System | null
}

/** Every rule there is. A system that declares its own `undecodable` or `blind` rule is not watched twice for it. */
export function allRules(systems: readonly System[]): Rule[] {
  const declared = systems.flatMap((system) => (system.alerts ?? []).map((rule) => ({ rule, system })))
  const blind = declared.some(({ rule }) => rule.kind === 'blind')
  return [
    ...declared,
    ...consoleRules.filter((rule) => !(blind && rule.kind === 'blind')).map((rule) => ({ rule, system: null })),
  ]
}

/** Topics an `undecodable` rule watches; undefined = all that no system's own rule does. */
export function watchesBad(rules: Rule[], { rule, system }: Rule, topic: string): boolean {
  if (rule.kind !== 'undecodable') return false
  const own = (s: System) => s.topics.some((t) => t.name === topic)
  if (system) return own(system)
  return !rules.some((other) => other.rule.kind === 'undecodable' && other.system && own(other.system))
}

/** Where in the console to look: the entity, topic or group the rule speaks of, else the system. */
export function linkOf({ rule, system }: Rule, subject: string): string | undefined {
  if (rule.kind === 'blind') return '/topics'
  if (rule.kind === 'undecodable') return `/topics/${encodeURIComponent(subject)}`
  if (rule.kind === 'lag') return `/groups?group=${encodeURIComponent(subject)}`
  if (!system) return undefined
  const entityTopics = [
    ...(system.entity?.topics.map((t) => t.topic) ?? []),
    system.boards?.find((b) => b.id === system.entity?.board)?.topic,
  ]
  if (rule.kind === 'record' && entityTopics.includes(rule.topic))
    return `/systems/${system.id}/${encodeURIComponent(subject)}`
  return rule.kind === 'quiet' ? `/topics/${encodeURIComponent(rule.topic)}` : `/systems/${system.id}`
}

/** The bound a value is compared with, if the rule has one. */
export function limitOf(rule: AlertRule): number | null {
  if (rule.kind === 'share' || rule.kind === 'undecodable' || rule.kind === 'lag') return rule.limit
  if (rule.kind === 'unanswered') return rule.withinMs / 1000
  if (rule.kind === 'slow') return rule.limitMs / 1000
  return rule.kind === 'quiet' || rule.kind === 'blind' || rule.kind === 'waiting' ? rule.afterMs / 1000 : null
}
