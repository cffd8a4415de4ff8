/** Reading of Kafka's fetch replies (versions 4 to 11), in two steps: the batches' headers at once, so that the next fetch can leave; the records when there is time for them. */

export interface FetchedBatch {
  /** First and last offset, whatever is left of them after compaction. */
  base: number
  last: number
  count: number
  attributes: number
  firstTime: number
  maxTime: number
  producer: bigint
  /** The records, compressed as the attributes say. Undefined: a format from before Kafka 0.11. */
  bytes: Buffer | undefined
}

export interface FetchedPartition {
  topic: string
  partition: number
  error: number
  high: number
  logStart: number
  aborted: { producer: bigint; first: number }[]
  batches: FetchedBatch[]
}

const LOG_APPEND_TIME = 0x8
export const TRANSACTIONAL = 0x10
export const CONTROL = 0x20
const HEADER = 61

export function readFetch(reply: Buffer, version: number): FetchedPartition[] {
  let at = 4
  if (version >= 7) {
    const error = reply.readInt16BE(at)
    if (error !== 0) throw new Error(`fetch refused: error ${error}`)
    at += 6
  }
  const partitions: FetchedPartition[] = []
  const topics = reply.readInt32BE(at)
  at += 4
  for (let t = 0; t < topics; t++) {
    const length = reply.readInt16BE(at)
    const topic = reply.toString('utf8', at + 2, at + 2 + length)
    at += 2 + length
    const n = reply.readInt32BE(at)
    at += 4
    for (let p = 0; p < n; p++) {
      const partition = reply.readInt32BE(at)
      const error = reply.readInt16BE(at + 4)
      const high = Number(reply.readBigInt64BE(at + 14))
      at += 22
      let logStart = -1
      if (version >= 5) {
        logStart = Number(reply.readBigInt64BE(at))
        at += 8
      }
      const aborted: FetchedPartition['aborted'] = []
      const transactions = reply.readInt32BE(at)
      at += 4
      for (let i = 0; i < transactions; i++, at += 16) {
        aborted.push({ producer: reply.readBigInt64BE(at), first: Number(reply.readBigInt64BE(at + 8)) })
      }
      if (version >= 11) at += 4
      const size = Math.max(0, reply.readInt32BE(at))
      at += 4
      partitions.push({
        ...{ topic, partition, error, high, logStart, aborted },
        batches: readBatches(reply, at, at + size),
      })
      at += size
    }
  }
  return partitions
}

function readBatches(reply: Buffer, from: number, end: number): FetchedBatch[] {
  const batches: FetchedBatch[] = []
  // The last batch may be cut off by the fetch's limit; it comes whole with the next one.
  for (let at = from; at + 17 <= end; ) {
    const base = Number(reply.readBigInt64BE(at))
    const length = reply.readInt32BE(at + 8)
    const next = at + 12 + length
    if (next > end) break
    if (length < 14) throw new RangeError(`a batch of ${length} bytes`)
    if (reply.readInt8(at + 16) < 2 || next < at + HEADER) {
      const nothing = { count: 0, attributes: 0, firstTime: 0, maxTime: 0, producer: -1n, bytes: undefined }
      batches.push({ base, last: base, ...nothing })
    } else {
      batches.push({
        base,
        last: base + reply.readInt32BE(at + 23),
        attributes: reply.readInt16BE(at + 21),
        firstTime: Number(reply.readBigInt64BE(at + 27)),
        maxTime: Number(reply.readBigInt64BE(at + 35)),
        producer: reply.readBigInt64BE(at + 43),
        count: reply.readInt32BE(at + 57),
        bytes: reply.subarray(at + HEADER, next),
      })
    }
    at = next
  }
  return batches
}

/** Where an abort marker's type stands in its key: version, then 0 for abort. */
export const isAbort = (key: Buffer | null): boolean => key !== null && key.length >= 4 && key.readInt16BE(2) === 0

export const appendTime = (batch: FetchedBatch): number | undefined =>
  batch.attributes & LOG_APPEND_TIME ? batch.maxTime : undefined
