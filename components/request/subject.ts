import type { RequestRow } from '#lib/protocol.ts'
import { systemOf, topicOf } from '#lib/systems/index.ts'

/** The page of what a request was about (a job, a customer), once its answer names it. */
export function subjectOf(request: Pick<RequestRow, 'system' | 'reply'>): { href: string; noun: string } | null {
  const entity = systemOf(request.system)?.entity
  const { topic, message } = request.reply ?? {}
  const known = topic ? topicOf(topic) : undefined
  const own = entity?.topics.find((t) => t.topic === known?.topic.name)
  if (!entity || !known || !own) return null
  try {
    const key = (own.key ?? known.topic.key)(message)
    return key
      ? { href: `/systems/${request.system}/${encodeURIComponent(key)}`, noun: entity.noun.toLowerCase() }
      : null
  } catch {
    return null
  }
}
