import type { Topic } from '#lib/contract.ts'
import { type Arrival, type Bad, isBad, messageOf, type Seen } from './decode.ts'

/** The last records of a topic: at most 1,000, and at most 4 MiB of them. */
export interface Ring {
  push: (seen: Seen, at: Pick<Arrival, 'offset' | 'raw'>) => void
  /** Records ever pushed. */
  count: () => number
  /** Those after the nth that are still here, oldest first; of more than `most` the newest. */
  since: (n: number, most?: number) => Seen[]
  find: (partition: number, offset: string) => Seen | undefined
  clear: () => void
}

/** What is kept of a record as objects; most have none of it. */
interface More {
  bad?: Bad
  headers?: Record<string, string>
  /** Of a record without a message, or of a topic without a contract: others have their key in the message. */
  key?: string | null
}

const maxBytes = 4 * 1024 * 1024
const leastBytes = 16 * 1024

/**
 * Records at rest are bytes in one buffer, and become messages again when someone looks. A message is some twenty objects: kept as such, each would be
 * moved about by the collector twice before it is replaced, which costs as much as reading it.
 */
export function createRing({ name, topic }: { name: string; topic: Topic | undefined }, capacity = 1000): Ring {
  const times = new Float64Array(capacity)
  const offsets = new Float64Array(capacity)
  const partitions = new Int32Array(capacity)
  const starts = new Float64Array(capacity)
  /** −1 is a deletion. */
  const lengths = new Int32Array(capacity)
  const sizes = new Int32Array(capacity)
  const more: (More | undefined)[] = new Array(capacity).fill(undefined)
  let store = Buffer.alloc(0)
  /** Where the next value goes, counted on and on; its place is that modulo the store's size. */
  let head = 0
  let count = 0
  let first = 0
  let bytes = 0

  const drop = () => {
    bytes -= sizes[first % capacity]!
    more[first % capacity] = undefined
    first++
  }
  const tail = () => (first < count ? starts[first % capacity]! : head)

  function place(value: Buffer): number {
    // A value lies in one piece: one that does not fit before the end begins at the beginning.
    let start = store.length - (head % store.length) < value.length ? head + store.length - (head % store.length) : head
    if (store.length === 0 || start + value.length - tail() > store.length) {
      grow(value.length)
      start = head
    }
    store.set(value, start % store.length)
    head = start + value.length
    return start
  }
  function grow(need: number): void {
    let size = Math.max(leastBytes, store.length * 2)
    while (size < bytes + need) size *= 2
    const wider = Buffer.allocUnsafeSlow(size)
    let to = 0
    for (let i = first; i < count; i++) {
      const slot = i % capacity
      const from = starts[slot]! % store.length
      starts[slot] = to
      if (lengths[slot]! > 0) to += store.copy(wider, to, from, from + lengths[slot]!)
    }
    store = wider
    head = to
  }
  function read(slot: number): Seen {
    const { bad, headers, key } = more[slot] ?? {}
    if (bad) return bad
    const start = starts[slot]! % store.length
    const message = lengths[slot]! < 0 ? null : messageOf(store.subarray(start, start + lengths[slot]!), topic)
    return {
      topic: name,
      partition: partitions[slot]!,
      offset: String(offsets[slot]),
      time: times[slot]!,
      key: key !== undefined ? key : topic!.key(message),
      message,
      size: sizes[slot]!,
      ...(headers && { headers }),
    }
  }

  return {
    push(seen, { offset, raw: { value } }) {
      if (count - first === capacity) drop()
      while (bytes + seen.size > maxBytes && first < count) drop()
      const wrong = isBad(seen)
      const slot = count % capacity
      starts[slot] = wrong || value === null || value.length === 0 ? head : place(value)
      lengths[slot] = value === null ? -1 : wrong ? 0 : value.length
      offsets[slot] = offset
      partitions[slot] = seen.partition
      times[slot] = seen.time
      sizes[slot] = seen.size
      if (wrong) more[slot] = { bad: seen }
      else if (seen.headers || !topic || value === null)
        more[slot] = {
          ...(seen.headers && { headers: seen.headers }),
          ...((!topic || value === null) && { key: seen.key }),
        }
      bytes += seen.size
      count++
    },
    count: () => count,
    since(n, most = capacity) {
      const out: Seen[] = []
      for (let i = Math.max(n, first, count - most); i < count; i++) out.push(read(i % capacity))
      return out
    },
    find(partition, offset) {
      const wanted = Number(offset)
      for (let i = count - 1; i >= first; i--)
        if (offsets[i % capacity] === wanted && partitions[i % capacity] === partition) return read(i % capacity)
      return undefined
    },
    clear() {
      while (first < count) drop()
    },
  }
}
