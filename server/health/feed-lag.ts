import type { ClusterTopic, FeedReads } from './needs.ts'

/** What the feed has not read yet, by logical topic; topics it does not read are left out. */
export function lagOf(
  topics: readonly ClusterTopic[],
  logical: (topic: string) => string,
  cursor: FeedReads['cursor'],
): Map<string, number> {
  const lags = new Map<string, number>()
  for (const { name, partitions } of topics) {
    const topic = logical(name)
    for (const { id, high } of partitions) {
      const next = cursor(topic, id)
      if (next === undefined) continue
      // The marks are some seconds old, the cursor is not: being ahead of them is no lag.
      lags.set(topic, (lags.get(topic) ?? 0) + Math.max(0, Number(BigInt(high) - BigInt(next))))
    }
  }
  return lags
}
