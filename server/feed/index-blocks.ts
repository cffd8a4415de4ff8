import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { type Batch, cells, width } from './index-schema.ts'

/** Records of one partition as one row: what they have in common once, the numbers of each in `shape`, keys and values in `data` (see `pack`). */
export interface Block {
  seq: number
  topic: number
  p: number
  /** First and last offset. */
  o: number
  last: number
  /** Time of the first record, epoch ms. */
  t: number
  n: number
  /** JSON of { index: { headers?, bad? } } for the few records that have some. */
  extra: string | null
  shape: Uint8Array
  data: Uint8Array
}

/** One record of a block, its key and value still bytes. */
export interface Member {
  seq: number
  o: number
  t: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers: string | null
  bad: string | null
}

type Extra = Record<string, { headers?: string; bad?: string }>

export const maxMembers = 256
/** Fewer records than this are rows of their own: searches find those faster. */
export const fewestMembers = 64
const maxBytes = 128 * 1024
const per = 4
const { seq: SEQ, topic: TOPIC, p: P, o: O, t: T, key: KEY, value: VALUE } = cells

/** How many records from the ith on can be one block: of one partition, in order, sequences without a hole, deltas within 32 bits. */
export function runAt({ rows, n }: Batch, i: number): number {
  const first = i * width
  let size = 0
  let j = i
  for (let at = first; j < n && j - i < maxMembers && size < maxBytes; j++, at += width) {
    const after = rows[at + O]! - rows[first + O]!
    const later = rows[at + T]! - rows[first + T]!
    if (
      rows[at + TOPIC] !== rows[first + TOPIC] ||
      rows[at + P] !== rows[first + P] ||
      rows[at + SEQ] !== rows[first + SEQ]! + j - i ||
      after > 0x7fffffff ||
      (j > i && after <= rows[at - width + O]! - rows[first + O]!) ||
      later > 0x7fffffff ||
      later < -0x80000000
    )
      break
    size += lengthAt(rows, at)
  }
  return j - i
}

/** Keys and values of a block as they are kept. Neighbours say much the same: compressing a tenth of a millisecond costs less than writing ten times as many pages. */
export const pack = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, quickest)
const quickest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export const lengthAt = (rows: Float64Array, at: number): number =>
  Math.max(0, rows[at + KEY]!) + Math.max(0, rows[at + VALUE]!)

/** The numbers of `count` records from the ith on. */
export function shapeOf({ rows }: Batch, i: number, count: number): Uint8Array {
  const shape = new Int32Array(count * per)
  const first = i * width
  for (let j = 0, at = first, to = 0; j < count; j++, at += width) {
    shape[to++] = rows[at + O]! - rows[first + O]!
    shape[to++] = rows[at + T]! - rows[first + T]!
    shape[to++] = rows[at + KEY]!
    shape[to++] = rows[at + VALUE]!
  }
  return new Uint8Array(shape.buffer)
}

/** Headers and causes of some records, by their place in the block; null when none has any. */
export function extraOf(headers: (string | undefined)[], bads: (string | undefined)[]): string | null {
  const extra: Extra = {}
  for (const [i, text] of headers.entries()) if (text !== undefined) extra[i] = { headers: text }
  for (const [i, text] of bads.entries()) if (text !== undefined) extra[i] = { ...extra[i], bad: text }
  return Object.keys(extra).length > 0 ? JSON.stringify(extra) : null
}

/** The records of a block in order, from the `from`th to the one before the `to`th. */
export function* members(block: Block, from = 0, to = block.n): Generator<Member> {
  const shape = new Int32Array(block.n * per)
  new Uint8Array(shape.buffer).set(block.shape)
  const extra: Extra = block.extra === null ? {} : JSON.parse(block.extra)
  const data = zstdDecompressSync(block.data)
  let at = 0
  const cut = (length: number): Uint8Array | null => {
    if (length < 0) return null
    at += length
    return data.subarray(at - length, at)
  }
  for (let i = 0; i < to; i++) {
    const [after = 0, later = 0, keyLength = -1, valueLength = -1] = shape.subarray(i * per, (i + 1) * per)
    if (i < from) {
      at += Math.max(0, keyLength) + Math.max(0, valueLength)
      continue
    }
    const key = cut(keyLength)
    const value = cut(valueLength)
    const { headers = null, bad = null } = extra[i] ?? {}
    yield { seq: block.seq + i, o: block.o + after, t: block.t + later, key, value, headers, bad }
  }
}
