/**
 * How many records of a tail lie between what a browser has and what it is given whole. Rows are named `topic/partition/offset`, and offsets of a
 * partition follow each other: so a browser can tell what it missed even across two consoles, which know nothing of each other's frames.
 */
export function missedBetween(before: Iterable<string>, after: Iterable<string>): number {
  const had = edges(before)
  let missed = 0
  for (const [partition, { low }] of edges(after)) missed += Math.max(0, low - (had.get(partition)?.high ?? low) - 1)
  return missed
}

function edges(keys: Iterable<string>): Map<string, { low: number; high: number }> {
  const found = new Map<string, { low: number; high: number }>()
  for (const key of keys) {
    const cut = key.lastIndexOf('/')
    const partition = key.slice(0, cut)
    const offset = Number(key.slice(cut + 1))
    if (!Number.isSafeInteger(offset)) continue
    const edge = found.get(partition) ?? { low: offset, high: offset }
    edge.low = Math.min(edge.low, offset)
    edge.high = Math.max(edge.high, offset)
    found.set(partition, edge)
  }
  return found
}
