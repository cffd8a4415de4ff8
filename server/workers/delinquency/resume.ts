import { setTimeout as pause } from 'node:timers/promises'
import type { OpenSource, Raw } from '#server/ports.ts'
import { DAY } from './calendar.ts'
import { readTransaction } from './read-transaction.ts'

/**
 * Where the simulated calendar stands in a topic: the newest `txn_time` (naive seconds), or undefined if it is empty. Looks at the newest
 * records of each partition; dates far from the middle one are somebody's tests and do not count. Waits for Kafka.
 */
export async function newestTime(
  openSource: OpenSource,
  topic: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const times: number[] = []
  const source = openSource({
    topics: [topic],
    cursor: () => undefined,
    begin: { backMs: 3650 * DAY * 1000, maxRecords: 100 },
    onBatch: (records: Raw[]) => {
      for (const raw of records) {
        const read = readTransaction(raw.value)
        if (read.ok) times.push(read.at)
      }
    },
    onGap: () => {},
    onState: () => {},
  })
  try {
    while (!source.caughtUp()) await pause(50, undefined, { signal })
  } finally {
    await source.stop()
  }
  return newestOf(times)
}

export function newestOf(times: number[]): number | undefined {
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted[sorted.length >> 1]
  return middle === undefined ? undefined : sorted.findLast((t) => t <= middle + 20 * DAY)
}
