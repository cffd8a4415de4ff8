export interface Holdings {
  /** A partition is ours; until `begins` is told nobody knows how much of it is unread. */
  assigned: (partition: number) => void
  /** Where it is read from, and where it ended then. */
  begins: (partition: number, from: string, high: string) => void
  /** Records up to before `next` are done; `last`: the newest minute among them. */
  read: (partition: number, next: bigint, last: number | undefined) => void
  lost: (partitions: readonly number[]) => void
  /** The newest minute read; −∞: none yet. */
  newest: () => number
  /** All that stood in our partitions when they became ours was read. */
  caughtUp: () => boolean
}

/** The partitions a processor has, and how far it read in them. */
export function createHoldings(): Holdings {
  const ours = new Set<number>()
  /** Offset that is to be reached; null: not known yet. */
  const unread = new Map<number, bigint | null>()
  const newest = new Map<number, number>()
  return {
    assigned(partition) {
      ours.add(partition)
      unread.set(partition, null)
      newest.delete(partition)
    },
    begins(partition, from, high) {
      // Taken away while it was looked up.
      if (!ours.has(partition)) return
      if (BigInt(from) >= BigInt(high)) unread.delete(partition)
      else unread.set(partition, BigInt(high))
    },
    read(partition, next, last) {
      if (last !== undefined) newest.set(partition, Math.max(last, newest.get(partition) ?? last))
      const end = unread.get(partition)
      if (typeof end === 'bigint' && next >= end) unread.delete(partition)
    },
    lost(partitions) {
      for (const partition of partitions) {
        ours.delete(partition)
        unread.delete(partition)
      }
    },
    newest: () => Math.max(Number.NEGATIVE_INFINITY, ...newest.values()),
    caughtUp: () => ours.size > 0 && unread.size === 0,
  }
}
