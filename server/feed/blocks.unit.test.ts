import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IndexRow } from './index-schema.ts'
import { openIndex } from './index-store.ts'
import { folder } from './testing.ts'

/** 2,000 records of two partitions in runs of changing length: some become blocks, some rows. Every 50th has headers, every 70th is bad, every 90th is a deletion. */
function flood(): IndexRow[] {
  const rows: IndexRow[] = []
  const next = [0, 10_000]
  for (let seq = 1, run = 0; seq <= 2000; run++) {
    const partition = run % 2
    for (let left = [3, 400, 64, 63, 257][run % 5]!; left > 0 && seq <= 2000; left--, seq++)
      rows.push({
        ...{
          seq,
          topic: run % 7 === 6 ? 'ears' : 'readings',
          partition,
          offset: next[partition]!++,
          time: 1_700_000_000_000 + (seq % 10) - 5,
        },
        key: seq % 11 === 0 ? null : `schlüssel ${seq % 40}`,
        ...(seq % 50 === 0 && { headers: { by: `ann ${seq}` } }),
        ...(seq % 70 === 0 && { bad: `schema nothing in ${seq}` }),
        value: seq % 90 === 0 ? null : Buffer.from(`{"n":${seq}}`),
      })
  }
  return rows
}
const said = (kept: {
  seq: number
  raw: {
    offset: string
    partition: number
    timestamp: number
    key: Buffer | null
    value: Buffer | null
    headers?: object
  }
  bad: string | null
}) => ({
  seq: kept.seq,
  place: `${kept.raw.partition}/${kept.raw.offset}`,
  time: kept.raw.timestamp,
  key: kept.raw.key?.toString() ?? null,
  value: kept.raw.value?.toString() ?? null,
  headers: kept.raw.headers ?? null,
  bad: kept.bad,
})
const asSaid = (row: IndexRow) => ({
  seq: row.seq,
  place: `${row.partition}/${row.offset}`,
  time: row.time,
  key: row.key,
  value: row.value?.toString() ?? null,
  headers: row.headers ?? null,
  bad: row.bad ?? null,
})

test('records are found by sequence, place, key and as a tail, whether they came one by one or in a flood', async () => {
  using at = folder()
  const rows = flood()
  const index = openIndex({ file: at.file, maxMb: 64 })
  for (const [i, row] of rows.entries()) {
    index.append(row)
    if (i % 900 === 899) index.flush(true)
  }
  index.cursor('readings', 0, 1e6)
  index.cursor('readings', 1, 1e6)
  index.cursor('ears', 0, 1e6)
  index.cursor('ears', 1, 1e6)
  index.flush(true)
  const look = (read: typeof index) => {
    const all = rows.map(asSaid)
    assert.deepEqual([...read.after(0)].map(said), all)
    assert.deepEqual([...read.after(1234)].map(said), all.slice(1234))
    const readings = rows.filter((row) => row.topic === 'readings')
    assert.deepEqual(read.tail('readings', 700).map(said), readings.slice(-700).map(asSaid))
    for (const key of ['schlüssel 7', 'schlüssel 0', 'nobody']) {
      const own = readings.filter((row) => row.key === key).reverse()
      assert.deepEqual(read.ofKey('readings', key, 30).map(said), own.slice(0, 30).map(asSaid))
    }
    for (const row of rows.filter((_, i) => i % 37 === 0))
      assert.deepEqual(said(read.at(row.topic, row.partition, String(row.offset))!), asSaid(row))
    assert.equal(read.at('readings', 0, '999999'), undefined)
  }
  look(index)
  await index.close()
  const again = openIndex({ file: at.file, maxMb: 64 })
  assert.deepEqual(again.notices(), [])
  look(again)
  await again.close()
})

test('a record that is there already is not there twice, whether it comes alone or in a flood', async () => {
  using at = folder()
  const rows = flood()
  const first = openIndex({ file: at.file, maxMb: 64 })
  for (const row of rows) first.append(row)
  first.cursor('readings', 0, 1e6)
  await first.close()
  const second = openIndex({ file: at.file, maxMb: 64 })
  for (const row of rows) second.append({ ...row, seq: row.seq + 2000 })
  second.flush(true)
  assert.equal([...second.after(0)].length, 2000)
  assert.equal(second.problem(), undefined)
  await second.close()
})
