import type { GroupRow } from '#lib/protocol.ts'

/** Whether anybody reads a topic: groups with members that have it, or that have read it but are empty now. */
export function listeners(groups: readonly GroupRow[], topic: string): { reading: string[]; asleep: string[] } {
  const own = groups.filter(
    (group) =>
      group.topics.some((t) => t.topic === topic) ||
      group.members.some((m) => m.assigned.some((a) => a.topic === topic)),
  )
  return {
    reading: own.filter((group) => group.members.length > 0).map((group) => group.id),
    asleep: own.filter((group) => group.members.length === 0).map((group) => group.id),
  }
}

/** A sentence when nobody listens, else nothing. */
export function sayNobody(groups: readonly GroupRow[], topic: string): string | undefined {
  const { reading, asleep } = listeners(groups, topic)
  if (reading.length > 0) return undefined
  if (asleep.length > 0)
    return `Nobody reads ${topic} now: ${asleep.join(', ')} has no members. The request is answered when its service runs again.`
  return `Nobody reads ${topic}: no consumer group has it. Start the service that answers it.`
}
