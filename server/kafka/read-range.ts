import type { Raw } from '#server/ports.ts'
import { deliver } from './deliver.ts'
import { Refused } from './errors.ts'
import { EARLIEST, type Wire } from './wire.ts'

export interface RangeQuery {
  /** Logical; records carry it. */
  topic: string
  partition: number
  /** int64 as text; what has expired is passed over. */
  from: string
  count: number
  /** Epoch ms: begin with the first record of that time or later instead of `from`. */
  since?: number
  /** Only these are answered; at most `scan` are looked at. */
  keep?: (record: Raw) => boolean
  scan?: number
  /** Default 5 s, 8 MiB of values. */
  timeoutMs?: number
  maxBytes?: number
}

const OUT_OF_RANGE = 1

/** Reads a stretch of one partition on demand, beside the live source. */
export async function readRange(wire: Wire, topic: string, query: RangeQuery): Promise<Raw[]> {
  const {
    partition,
    count,
    keep,
    timeoutMs = 5000,
    maxBytes = 8 * 1024 * 1024,
    scan = Number.POSITIVE_INFINITY,
  } = query
  const end = performance.now() + timeoutMs
  const { topics } = await wire.metadata([topic])
  const found = topics[0]
  const leader = found?.partitions.find((p) => p.id === partition)?.leader
  if (found?.error === 29) throw new Refused({ type: 'TOPIC_AUTHORIZATION_FAILED', topic })
  if (leader === undefined) throw new Refused({ type: 'UNKNOWN_TOPIC_OR_PARTITION', topic })
  const records: Raw[] = []
  const enough = new AbortController()
  let bytes = 0
  let seen = 0
  const onBatch = (batch: Raw[]) => {
    for (const record of batch) {
      if (records.length >= count || bytes > maxBytes || seen >= scan) return enough.abort()
      seen++
      if (keep && !keep(record)) continue
      // Copied: the reply's memory must not live as long as what someone keeps of it.
      const [key, value] = [record.key && Buffer.from(record.key), record.value && Buffer.from(record.value)]
      records.push({ ...record, key, value })
      bytes += value?.length ?? 0
    }
    if (records.length >= count || bytes > maxBytes || seen >= scan) enough.abort()
  }
  const options = {
    ...{ topics: [], cursor: () => undefined, begin: { backMs: 0, maxRecords: 0 } },
    ...{ onBatch, onGap: () => {}, onState: () => {} },
  }
  const begin = async (): Promise<number> => {
    if (query.since === undefined) return Number(query.from)
    const [found] = await wire.offsets(leader, [{ topic, partition, time: query.since }])
    // Nothing that late: the end of the partition, where there is nothing to read.
    return found?.error === 0 && found.offset >= 0 ? found.offset : Number.POSITIVE_INFINITY
  }
  const start = await begin()
  if (!Number.isFinite(start)) return records
  for (let at = start; !enough.signal.aborted && performance.now() < end; ) {
    // One who looks for a key goes through much and keeps little: fewer, larger answers.
    const most = keep ? 4_194_304 : 1_048_576
    const limits = { maxWaitMs: 100, maxBytes: most, maxBytesPerPartition: most }
    const { partitions } = await wire.fetch(leader, [{ topic, partition, offset: at }], limits)
    const [fetched] = partitions
    if (fetched?.error === OUT_OF_RANGE) {
      const [low] = await wire.offsets(leader, [{ topic, partition, time: EARLIEST }])
      if (low?.error !== 0 || low.offset <= at) break
      at = low.offset
      continue
    }
    const last = fetched?.batches.at(-1)
    if (fetched?.error !== 0 || !last || last.last < at) break
    await deliver({ topic: query.topic, fetched, from: at, delivered: () => {} }, options, enough.signal)
    at = last.last + 1
  }
  return records
}
