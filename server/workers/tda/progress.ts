/** How far each partition is done: several records are worked on at once and end in any order, so only what lies below the lowest unfinished one may be committed. */
export interface Progress {
  /** False: this record is being worked on already, or is done (a reader that starts again reads from its last commit). */
  begin: (partition: number, offset: string) => boolean
  finish: (partition: number, offset: string) => void
  /** Next offset that may be committed and is not yet. */
  due: (partition: number) => string | undefined
  committed: (partition: number, offset: string) => void
  drop: (partition: number) => void
  partitions: () => number[]
}

interface Part {
  open: Set<bigint>
  /** Highest record taken up. */
  top: bigint
  committed: bigint
}

export function createProgress(): Progress {
  const parts = new Map<number, Part>()
  const watermark = (part: Part): bigint => {
    let low = part.top + 1n
    for (const offset of part.open) if (offset < low) low = offset
    return low
  }
  return {
    begin(partition, text) {
      const offset = BigInt(text)
      let part = parts.get(partition)
      // Below what was committed: the topic was made anew.
      if (!part || offset < part.committed) {
        part = { open: new Set(), top: offset - 1n, committed: offset }
        parts.set(partition, part)
      }
      if (offset <= part.top) return false
      part.top = offset
      part.open.add(offset)
      return true
    },
    finish: (partition, offset) => void parts.get(partition)?.open.delete(BigInt(offset)),
    due(partition) {
      const part = parts.get(partition)
      if (!part) return undefined
      const low = watermark(part)
      return low > part.committed ? low.toString() : undefined
    },
    committed(partition, offset) {
      const part = parts.get(partition)
      if (part && BigInt(offset) > part.committed) part.committed = BigInt(offset)
    },
    drop: (partition) => void parts.delete(partition),
    partitions: () => [...parts.keys()],
  }
}
