import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { BoardData, SeriesData, ViewSpec } from '#lib/protocol.ts'
import type { Raw } from '#server/ports.ts'
import { openIndex } from './index-store.ts'
import { folder, raw, reading, startFeed } from './testing.ts'

const board = { kind: 'board', system: 'sensors', board: 'sensors' } as const
const series: ViewSpec = { kind: 'series', system: 'sensors', measures: ['score'], range: 'live' }
type App = Awaited<ReturnType<typeof startFeed>>

/** What a person would see: board rows, counts, sum over the chart, tail. */
function seen({ hub, feed }: App) {
  const of = (spec: Parameters<App['hub']['read']>[0]) => {
    const body = hub.read(spec)
    assert.ok(typeof body !== 'string', String(body))
    return body
  }
  const rows = of(board)
  const points = (of(series).data as SeriesData).series.score!
  return {
    order: rows.order,
    trends: rows.rows?.map((row) => row.v.trend.length),
    data: rows.data as BoardData,
    n: points.reduce((sum, point) => sum + point.n, 0),
    sum: Math.round(points.reduce((sum, point) => sum + (point.sum ?? 0), 0) * 1000),
    tail: of({ kind: 'tail', topic: 'readings' }).rows?.map((row) => row.k),
    cursor: feed.cursor('readings', 0),
  }
}
const some: Raw[] = Array.from({ length: 300 }, (_, n) => reading(n, `s${n % 40}`, (n % 100) / 100))

test('a restart shows the same boards, charts and tails, and goes on where it was', async () => {
  using at = folder()
  const first = await startFeed(at)
  first.feed.accept(some)
  const before = seen(first)
  await first.close()
  await using second = await startFeed(at)
  assert.deepEqual(seen(second), before)
  assert.equal(second.feed.cursor('readings', 0), '300')
})

test('redelivery changes nothing, before a restart and after it', async () => {
  using at = folder()
  const first = await startFeed(at)
  first.feed.accept(some)
  const before = seen(first)
  first.feed.accept(some.slice(100))
  assert.deepEqual(seen(first), before)
  await first.close()
  await using second = await startFeed(at)
  second.feed.accept(some)
  assert.deepEqual(seen(second), before)
})

test('a console killed at any moment has everything once after reading again from its cursors', async () => {
  using at = folder()
  await using killed = await startFeed(at)
  killed.feed.accept(some.slice(0, 200))
  killed.feed.flush()
  killed.feed.accept(some.slice(200))
  // Killed here: what was not flushed is lost with it, and it never closes its index. The next console opens the file as it is.
  await using next = await startFeed({ file: at.file })
  const from = Number(next.feed.cursor('readings', 0) ?? 0)
  assert.ok(from >= 200 && from <= 300)
  next.feed.accept(some.slice(from))
  using other = folder()
  await using whole = await startFeed(other)
  whole.feed.accept(some)
  assert.deepEqual(seen(next), seen(whole))
})

test('everything about a key is found, over all its topics and after a restart', async () => {
  using at = folder()
  const first = await startFeed(at)
  first.feed.accept(some)
  first.feed.accept([raw(0, { about: 's7', text: 'looked at' }, { topic: 'notes', headers: { by: 'ann' } })])
  await first.close()
  await using second = await startFeed(at)
  assert.deepEqual(
    second.feed.history('readings', 's7', 3).map((entry) => entry.offset),
    ['287', '247', '207'],
  )
  const [note] = second.feed.history('notes', 's7', 10)
  assert.ok(note && 'message' in note && note.headers?.by === 'ann')
  const view = second.hub.read({ kind: 'entity', system: 'sensors', key: 's7' })
  assert.ok(typeof view !== 'string')
  assert.equal(view.rows?.length, 9)
  assert.ok(second.feed.record('readings', 0, '5'))
  assert.equal(second.feed.record('readings', 0, '5000'), undefined)
})

test('bad records are counted by cause and shown, and those around them are there', async () => {
  using at = folder()
  await using app = await startFeed(at)
  app.feed.accept([reading(0), raw(1, Buffer.from('{oops')), raw(2, { id: 5 }), reading(3)])
  const bad = app.hub.read({ kind: 'bad' })
  assert.ok(typeof bad !== 'string')
  assert.deepEqual(bad.data, { total: 2, counts: { readings: { 'not-json': 1, schema: 1 } } })
  assert.deepEqual(
    bad.rows?.map((row) => row.v.bad.preview),
    ['{oops', '{"id":5}'],
  )
  assert.equal(seen(app).order?.length, 2)
  assert.deepEqual([app.feed.bad('readings'), app.feed.pulse('sensors').bad], [2, 2])
})

test('a topic made anew is read from its beginning, and nothing of the old one is mixed in', async () => {
  using at = folder()
  const first = await startFeed(at)
  first.feed.accept(some)
  first.feed.gap({ topic: 'readings', partition: 0, from: '300', to: '0', why: 'made anew' })
  assert.equal(first.feed.cursor('readings', 0), '0')
  first.feed.accept([reading(0, 'fresh')])
  await first.close()
  await using second = await startFeed(at)
  assert.equal(second.feed.cursor('readings', 0), '1')
  assert.equal(second.feed.history('readings', 's7', 10).length, 0)
  assert.equal(second.feed.gaps(5)[0]?.why, 'made anew')
})

test('a damaged index is set aside, named, and rebuilt', async () => {
  using at = folder()
  writeFileSync(at.file, 'this is not a database, whatever its name says'.repeat(200))
  await using app = await startFeed(at)
  app.feed.accept(some)
  assert.equal(seen(app).order?.length, 40)
  assert.match(app.feed.notices()[0] ?? '', /set aside as .*damaged/)
})

test('the index stays within its size: the oldest records go, whether they came in a flood or one by one', async () => {
  for (const together of [2000, 10]) {
    using at = folder()
    const index = openIndex({ file: at.file, maxMb: 1 })
    const value = () => randomBytes(1000)
    const records = together * 3
    let seq = 0
    index.onFlush((batch) => {
      batch.checkpoint = seq
      batch.trim = { topics: [], keep: 0 }
    })
    // Filled up first, so that what comes then finds no room.
    for (const n of [3000, ...Array.from({ length: records / together }, () => together)]) {
      for (let i = 0; i < n; i++) {
        seq++
        index.append({ seq, topic: 'readings', partition: 0, offset: seq, time: seq, key: `s${seq}`, value: value() })
      }
      index.cursor('readings', 0, seq + 1)
      index.flush(true)
    }
    await index.close()
    const again = openIndex({ file: at.file, maxMb: 1 })
    const left = [...again.after(0)].map((kept) => kept.seq)
    assert.deepEqual(again.notices(), [])
    await again.close()
    assert.ok(left.length > 200 && left.length < 1100, `${left.length} left`)
    assert.equal(left.at(-1), seq)
    assert.equal(left.at(-1)! - left[0]! + 1, left.length, 'what is left is the end, without a hole')
  }
})

test('listeners hear good and bad records in order, history marked as such, and one that throws harms nobody', async () => {
  using at = folder()
  await using app = await startFeed(at)
  const heard: string[] = []
  app.feed.listen({
    entries: () => {
      throw new Error('mine')
    },
  })
  app.feed.listen({
    entries: (entries, live) => heard.push(...entries.map((entry) => `${entry.offset}${live ? '' : ' then'}`)),
    bad: ({ offset, raw }) => heard.push(`${offset} bad ${raw.value?.length}`),
  })
  app.feed.accept([
    raw(0, { id: 'a', score: 1 }, { timestamp: Date.now() - 3_600_000 }),
    reading(1),
    raw(2, Buffer.from('x')),
  ])
  assert.deepEqual(heard, ['0 then', '1', '2 bad 1'])
  app.feed.follow({ caughtUp: () => false, add: () => {} })
  app.feed.accept([reading(3)])
  assert.equal(heard.at(-1), '3 then')
})
