import type { DatabaseSync } from 'node:sqlite'
import { extraOf, fewestMembers, lengthAt, pack, runAt, shapeOf } from './index-blocks.ts'
import { type Batch, cells, hashOf, keyParts, partOf, width } from './index-schema.ts'

const { seq: SEQ, topic: TOPIC, p: P, o: O, t: T, key: KEY, value: VALUE } = cells

/** Writes the records of batches: long runs of one partition as blocks, the others as rows. One that is there already is passed over. */
export function createRowWriter(db: DatabaseSync) {
  const addRow = db.prepare('insert or ignore into event values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const addBlock = db.prepare('insert into block values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const addKeys = db.prepare('insert or replace into block_key values (?, ?, ?, ?)')
  const addTopic = db.prepare('insert or ignore into topic (name) values (?)')
  const getTopic = db.prepare('select id from topic where name = ?')
  const forgetRows = db.prepare('delete from event where topic = ? and p = ?')
  const forgetBlocks = db.prepare('delete from block where topic = ? and p = ?')
  const lastRow = db.prepare('select max(o) as o from event where topic = ? and p = ?')
  const lastBlock = db.prepare(
    'select max(last) as o from (select last from block where topic = ? and p = ? order by o desc limit 1)',
  )

  const ids = new Map<string, number>()
  /** Next offset per partition. */
  const heads = new Map<string, number>()

  function idOf(topic: string): number {
    const known = ids.get(topic)
    if (known !== undefined) return known
    addTopic.run(topic)
    const { id } = getTopic.get(topic) as { id: number }
    ids.set(topic, id)
    return id
  }
  function headOf(topic: number, p: number): number {
    const known = heads.get(`${topic}/${p}`)
    if (known !== undefined) return known
    const row = lastRow.get(topic, p) as { o: number | null }
    const block = lastBlock.get(topic, p) as { o: number | null }
    return Math.max(row.o ?? -1, block.o ?? -1) + 1
  }

  /** Returns the sequence of the last record, if there was any. */
  function write(batch: Batch): number | undefined {
    const { rows, n, bytes } = batch
    const topics = batch.topics.map(idOf)
    const headers = sparse(batch.headers)
    const bads = sparse(batch.bads)
    const last = n > 0 ? rows[(n - 1) * width + SEQ]! : undefined
    const keys = createKeys(last ?? 0)
    let byte = 0
    for (let i = 0; i < n; ) {
      const at = i * width
      const topic = topics[rows[at + TOPIC]!]!
      const p = rows[at + P]!
      const head = headOf(topic, p)
      if (rows[at + O]! < head) {
        byte += lengthAt(rows, at)
        i++
        continue
      }
      const run = runAt(batch, i)
      const count = run >= fewestMembers ? run : 1
      const from = byte
      for (let j = 0, row = at; j < count; j++, row += width) {
        const length = rows[row + KEY]!
        if (count > 1 && length >= 0) keys.add(topic, hashOf(bytes, byte, byte + length), rows[row + SEQ]!)
        byte += lengthAt(rows, row)
      }
      if (count > 1) {
        const end = at + (count - 1) * width
        const extra = headers || bads ? extraOf(slice(headers, i, count), slice(bads, i, count)) : null
        const data = pack(bytes.subarray(from, byte))
        addBlock.run(
          rows[at]!,
          topic,
          p,
          rows[at + O]!,
          rows[end + O]!,
          rows[at + T]!,
          count,
          extra,
          shapeOf(batch, i, count),
          data,
        )
      } else {
        const key = rows[at + KEY]!
        const afterKey = from + Math.max(0, key)
        const text = key < 0 ? null : Buffer.from(bytes.buffer, bytes.byteOffset + from, key).toString('utf8')
        const hash = key < 0 ? null : hashOf(bytes, from, afterKey)
        const value = rows[at + VALUE]! < 0 ? null : bytes.subarray(afterKey, byte)
        addRow.run(
          rows[at]!,
          topic,
          p,
          rows[at + O]!,
          rows[at + T]!,
          text,
          hash,
          headers?.get(i) ?? null,
          bads?.get(i) ?? null,
          value,
        )
      }
      i += count
      heads.set(`${topic}/${p}`, rows[(i - 1) * width + O]! + 1)
    }
    keys.write((topic, part, entries) => addKeys.run(topic, part, last!, entries))
    return last
  }

  return {
    idOf,
    write,
    forget(name: string, p: number): void {
      const topic = idOf(name)
      forgetRows.run(topic, p)
      forgetBlocks.run(topic, p)
      heads.set(`${topic}/${p}`, 0)
    },
  }
}

/** Where the keys of a batch's blocks are: per topic and part pairs of the key's hash and how far before `last` its record is. */
function createKeys(last: number) {
  const parts = new Map<number, number[][]>()
  let of: number[][] | undefined
  let now = -1
  return {
    add(topic: number, hash: number, seq: number): void {
      if (topic !== now || !of) {
        of = parts.get(topic) ?? Array.from({ length: keyParts }, () => [])
        parts.set(topic, of)
        now = topic
      }
      of[partOf(hash)]!.push(hash, last - seq)
    },
    write(put: (topic: number, part: number, entries: Uint8Array) => void): void {
      for (const [topic, lists] of parts)
        for (const [part, list] of lists.entries())
          if (list.length > 0) put(topic, part, new Uint8Array(Int32Array.from(list).buffer))
    },
  }
}

const sparse = (pairs: [i: number, text: string][]): Map<number, string> | undefined =>
  pairs.length > 0 ? new Map(pairs) : undefined
const slice = (from: Map<number, string> | undefined, i: number, count: number): (string | undefined)[] =>
  from ? Array.from({ length: count }, (_, j) => from.get(i + j)) : []
