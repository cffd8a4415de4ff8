/** Writes fetch replies (version 11) as a broker would, for tests without one. */
const varint = (n: number): Buffer => {
  const bytes: number[] = []
  let rest = n >= 0 ? n * 2 : -n * 2 - 1
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}
const sized = (bytes: Buffer | null): Buffer[] => (bytes ? [varint(bytes.length), bytes] : [varint(-1)])
const int = (width: 2 | 4, n: number): Buffer => {
  const bytes = Buffer.alloc(width)
  bytes.writeIntBE(n, 0, width)
  return bytes
}
const long = (n: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(n))
  return bytes
}
const text = (value: string): Buffer => Buffer.concat([int(2, Buffer.byteLength(value)), Buffer.from(value)])

export interface TestRecord {
  key: string | null
  value: string | null
  headers?: Record<string, string>
}
export interface TestBatch {
  base: number
  records: TestRecord[]
  /** Low 3 bits: codec; 0x10 transactional; 0x20 control. */
  attributes?: number
  producer?: number
  pack?: (records: Buffer) => Buffer
}

export function recordsOf(records: TestRecord[]): Buffer {
  return Buffer.concat(
    records.map(({ key, value, headers = {} }, i) => {
      const names = Object.entries(headers)
      const body = Buffer.concat([
        ...[Buffer.from([0]), varint(i), varint(i)],
        ...sized(key === null ? null : Buffer.from(key)),
        ...sized(value === null ? null : Buffer.from(value)),
        varint(names.length),
        ...names.flatMap(([name, value]) => [...sized(Buffer.from(name)), ...sized(Buffer.from(value))]),
      ])
      return Buffer.concat([varint(body.length), body])
    }),
  )
}

export function batchOf({ base, records, attributes = 0, producer = -1, pack = (bytes) => bytes }: TestBatch): Buffer {
  const head = [
    ...[int(4, 0), Buffer.from([2]), int(4, 0), int(2, attributes), int(4, records.length - 1)],
    ...[long(1_000_000), long(1_000_000 + records.length), long(producer), int(2, 0), int(4, 0)],
  ]
  const body = Buffer.concat([...head, int(4, records.length), pack(recordsOf(records))])
  return Buffer.concat([long(base), int(4, body.length), body])
}

export function replyOf(topic: string, batches: Buffer[], aborted: { producer: number; first: number }[] = []): Buffer {
  const records = Buffer.concat(batches)
  return Buffer.concat([
    ...[int(4, 0), int(2, 0), int(4, 0), int(4, 1), text(topic), int(4, 1)],
    ...[int(4, 0), int(2, 0), long(1000), long(1000), long(0)],
    int(4, aborted.length),
    ...aborted.flatMap(({ producer, first }) => [long(producer), long(first)]),
    ...[int(4, -1), int(4, records.length), records],
  ])
}
