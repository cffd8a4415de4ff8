import { setTimeout as pause } from 'node:timers/promises'
import type { KafkaAdmin } from '#server/kafka/admin.ts'
import type { Archive } from './archive.ts'

/** Resolves when the archive holds what was on the topic when asked: before that, "nothing found" would be said of what was said. False when it takes too long. */
export async function filled(deps: {
  archive: Archive
  admin: Pick<KafkaAdmin, 'latestOffsets' | 'groupOffsets'>
  topic: string
  group: string
  signal: AbortSignal
  withinMs?: number
}): Promise<boolean> {
  const { archive, admin, topic, group, signal, withinMs = 20_000 } = deps
  const end = performance.now() + withinMs
  let wanted: { partition: number; low: string; high: string }[] | undefined
  while (performance.now() < end && !signal.aborted) {
    try {
      wanted ??= (await admin.latestOffsets([topic])).filter(({ low, high }) => low !== high)
      const kept = await Promise.all(wanted.map(({ partition }) => archive.next(partition)))
      const done = kept.includes(undefined) ? await admin.groupOffsets(group, [topic]) : []
      const next = (partition: number, i: number) =>
        BigInt(kept[i] ?? done.find((at) => at.partition === partition)?.offset ?? -1)
      if (wanted.every(({ partition, high }, i) => next(partition, i) >= BigInt(high))) return true
    } catch {
      // Kafka or the archive is away: asked again.
    }
    await pause(100, undefined, { signal }).catch(() => {})
  }
  return false
}
