import type { Raw } from '#server/ports.ts'
import { appendTime, type FetchedBatch } from './fetch-protocol.ts'

export interface RecordReader {
  /** Appends up to `most` records to `out`; false once the batch is used up. Throws a RangeError when the bytes are damaged. */
  read: (out: Raw[], most: number) => boolean
  /** Offset after the last record read. */
  next: () => number
}

/**
 * Reads the records of an opened batch one by one. Keys and values are views into `bytes`, not copies: who keeps one for long
 * should copy it, and from a `passing` source must. Records before `from` are passed over (a fetch begins at a batch, not at an offset).
 */
export function readRecords(
  batch: FetchedBatch,
  bytes: Buffer,
  to: { topic: string; partition: number; from: number },
): RecordReader {
  const { topic, partition, from } = to
  const { base, firstTime, count } = batch
  const fixedTime = appendTime(batch)
  let at = 0
  let done = 0
  let next = base

  const varint = (): number => {
    let byte = bytes[at++]
    if (byte === undefined) throw new RangeError('the batch ends inside a record')
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    let scale = 128
    do {
      byte = bytes[at++]
      if (byte === undefined) throw new RangeError('the batch ends inside a record')
      value += (byte & 0x7f) * scale
      scale *= 128
    } while (byte >= 0x80)
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  const view = (): Buffer | null => {
    const length = varint()
    if (length < 0) return null
    if (at + length > bytes.length) throw new RangeError('the batch ends inside a record')
    const start = at
    at += length
    return bytes.subarray(start, at)
  }

  return {
    next: () => next,
    read(out, most) {
      for (const end = Math.min(count, done + most); done < end; done++) {
        const length = varint()
        const after = at + length
        if (length < 6 || after > bytes.length) throw new RangeError('the batch ends inside a record')
        at += 1
        const time = varint()
        const offset = base + varint()
        const key = view()
        const value = view()
        const headers = varint()
        next = offset + 1
        if (offset >= from) {
          const timestamp = fixedTime ?? firstTime + time
          const record: Raw = { topic, partition, offset: String(offset), timestamp, key, value }
          if (headers > 0) record.headers = readHeaders(headers)
          out.push(record)
        }
        at = after
      }
      return done < count
    },
  }

  function readHeaders(count: number): Record<string, string> {
    const headers: Record<string, string> = {}
    for (let i = 0; i < count; i++) headers[view()?.toString() ?? ''] = view()?.toString() ?? ''
    return headers
  }
}
