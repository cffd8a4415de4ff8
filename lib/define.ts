import type { z } from 'zod'
import type { Board, Form, Measure, Reply, Setting, System, Topic } from './contract.ts'

/** The contract is loose about message types, so that systems can stand in one list; these hold each part to its own schema. */
export const topic = <M extends z.ZodType>(made: Topic<M>): Topic => made
export const board = <M>(made: Board<M>): Board => made
export const measure = <M>(made: Measure<M>): Measure => made
export const form = <I extends z.ZodType>(made: Form<I>): Form => made
export const reply = <I, M>(made: Reply<I, M>): Reply => made

/** A topic's settings as most services create them: deleted after `days`, one replica. */
export const kept = (
  partitions: number,
  days: number,
  more: { replication?: number } & Record<string, unknown> = {},
) => {
  const { replication = 1, ...config } = more
  return {
    partitions,
    replication,
    config: {
      'cleanup.policy': 'delete',
      'retention.ms': String(days * 86_400_000),
      ...(config as Record<string, string>),
    },
  }
}

/** `[name, what it is, default]`, with `secret` where the value must never be shown, `group` where it names a consumer group. */
export const settings = (
  ...rows: [env: string, title: string, fallback?: string, is?: 'secret' | 'group'][]
): Setting[] =>
  rows.map(([env, title, fallback, is]) => ({
    env,
    title,
    ...(fallback !== undefined && { default: fallback }),
    ...(is && { [is]: true as const }),
  }))

/** The consumer groups of a system, as its settings rename them. */
export const groupsOf = (
  system: Pick<System, 'groups' | 'settings'>,
  given: Record<string, string | undefined>,
): string[] =>
  (system.groups ?? []).map((group) => {
    const setting = system.settings?.find((s) => s.group && s.default === group)
    return (setting && given[setting.env]) || group
  })

/** The system with its consumer groups, and the alert rules on them, named as its settings say. */
export function withNames(system: System, given: Record<string, string | undefined>): System {
  const groups = groupsOf(system, given)
  const named = (group: string) => groups[system.groups?.indexOf(group) ?? -1] ?? group
  return {
    ...system,
    groups,
    ...(system.alerts && {
      alerts: system.alerts.map((rule) => (rule.kind === 'lag' ? { ...rule, groups: rule.groups.map(named) } : rule)),
    }),
  }
}

/** The (logical) name of the system's topic whose records are called so. Throws where the contract has none: its workers cannot do without. */
export function topicNamed(system: Pick<System, 'id' | 'topics'>, noun: string): string {
  const topic = system.topics.find((t) => t.noun === noun)
  if (!topic) throw new Error(`lib/systems/${system.id}.ts declares no topic whose noun is ${noun}`)
  return topic.name
}
