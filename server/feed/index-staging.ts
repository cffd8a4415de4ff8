import { type Batch, type IndexRow, width } from './index-schema.ts'

/** Where rows wait for the next flush: in two arrays that are handed over without a copy, because an object per row would cost the collector more than the copy. */
export interface Staging {
  add: (row: IndexRow) => void
  rows: () => number
  bytes: () => number
  /** All rows since the last call, with the rest of a batch empty. `spare`: arrays of a batch that is written, to be used again. */
  take: (spare?: Spare) => Batch
}

export type Spare = Pick<Batch, 'rows' | 'bytes'>

const least = { rows: 256, bytes: 64 * 1024 }
const most = { rows: 16_384, bytes: 8 * 1024 * 1024 }

export function createStaging(): Staging {
  let numbers: Float64Array = numbersFor(least.rows)
  let bytes: Buffer = bytesFor(least.bytes)
  let n = 0
  let used = 0
  let topics: string[] = []
  let ids = new Map<string, number>()
  let headers: Batch['headers'] = []
  let bads: Batch['bads'] = []
  let lastTopic = ''
  let lastId = -1

  function idOf(topic: string): number {
    if (topic === lastTopic && lastId >= 0) return lastId
    let id = ids.get(topic)
    if (id === undefined) {
      id = topics.length
      topics.push(topic)
      ids.set(topic, id)
    }
    lastTopic = topic
    lastId = id
    return id
  }
  function widen(need: number): void {
    const wider = bytesFor(Math.max(bytes.length * 2, used + need))
    bytes.copy(wider, 0, 0, used)
    bytes = wider
  }

  return {
    add(row) {
      const { key, value } = row
      // UTF-8 takes at most three bytes for a UTF-16 unit.
      const need = (key === null ? 0 : key.length * 3) + (value === null ? 0 : value.length)
      if (used + need > bytes.length) widen(need)
      let at = n * width
      if (at === numbers.length) {
        const wider = numbersFor((2 * numbers.length) / width)
        wider.set(numbers)
        numbers = wider
      }
      numbers[at++] = row.seq
      numbers[at++] = idOf(row.topic)
      numbers[at++] = row.partition
      numbers[at++] = row.offset
      numbers[at++] = row.time
      if (key === null) numbers[at++] = -1
      else {
        const length = bytes.write(key, used)
        used += length
        numbers[at++] = length
      }
      if (value === null) numbers[at] = -1
      else {
        bytes.set(value, used)
        used += value.length
        numbers[at] = value.length
      }
      if (row.headers) headers.push([n, JSON.stringify(row.headers)])
      if (row.bad !== undefined) bads.push([n, row.bad])
      n++
    },
    rows: () => n,
    bytes: () => used,
    take(spare) {
      const batch: Batch = {
        topics,
        n,
        rows: numbers,
        bytes,
        headers,
        bads,
        cursors: [],
        anew: [],
        gaps: [],
        latest: [],
        buckets: [],
      }
      // As large as this one turned out: under steady load nothing has to grow, and after a flood it shrinks again.
      const rows = fit(n, least.rows, most.rows)
      const size = fit(used, least.bytes, most.bytes)
      numbers = spare && fits(spare.rows.length, rows * width) ? spare.rows : numbersFor(rows)
      bytes = spare && fits(spare.bytes.length, size) ? asBuffer(spare.bytes) : bytesFor(size)
      n = 0
      used = 0
      topics = []
      ids = new Map()
      lastId = -1
      headers = []
      bads = []
      return batch
    },
  }
}

const numbersFor = (rows: number) => new Float64Array(rows * width)
const bytesFor = (size: number) => Buffer.allocUnsafeSlow(size)
const asBuffer = ({ buffer, byteOffset, length }: Uint8Array) => Buffer.from(buffer, byteOffset, length)
/** Large enough, and not so large that a flood's arrays stay for good. */
const fits = (length: number, wanted: number): boolean => length >= wanted && length <= 4 * wanted

const fit = (used: number, from: number, to: number): number => {
  let size = from
  while (size < used && size < to) size *= 2
  return size
}
