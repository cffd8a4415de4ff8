import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BoardData, ViewSpec } from '#lib/protocol.ts'
import type { Raw } from '#server/ports.ts'
import { createBoard } from './board.ts'
import { createBoardView } from './board-view.ts'
import { decode, type Good } from './decode.ts'
import { raw, sensors } from './testing.ts'

const topic = sensors.topics[0]!
type Spec = Extract<ViewSpec, { kind: 'board' }>
const spec: Spec = { kind: 'board', system: 'sensors', board: 'sensors' }

function start(more: Partial<Spec> = {}) {
  const board = createBoard(sensors.boards![0]!, topic)
  let seq = 0
  const take = (one: Raw) =>
    board.apply(decode(one, topic) as Good, { seq: ++seq, offset: Number(one.offset), now: Date.now(), raw: one })
  const put = (id: string, score: number, level?: string) => take(raw(seq, { id, score, level }))
  const view = createBoardView({ ...spec, ...more }, board, () => 0)!
  return {
    board,
    put,
    view,
    remove: (id: string) => take(raw(seq, null, { key: Buffer.from(id) })),
  }
}

test('the highest come first, and a row that rises moves', () => {
  const { put, view } = start()
  put('a', 0.1)
  put('b', 0.9)
  assert.deepEqual(view.drain()?.order, ['b', 'a'])
  put('a', 0.95)
  const frame = view.drain()!
  assert.deepEqual(frame.order, ['a', 'b'])
  assert.deepEqual(
    frame.rows?.map((row) => row.k),
    ['a'],
    'only what has changed is sent',
  )
})

test('values overtaken before they were sent are counted, rows that leave the top too', () => {
  const { put, view } = start({ limit: 2 })
  put('a', 0.1)
  put('b', 0.2)
  view.drain()
  for (let n = 0; n < 5; n++) put('b', 0.3 + n / 100)
  put('c', 0.9)
  const frame = view.drain()!
  assert.deepEqual([frame.gone, frame.order], [['a'], ['c', 'b']])
  assert.deepEqual([frame.truth.in, frame.truth.conflated, frame.truth.passed], [8, 4, 1])
  assert.equal((frame.data as BoardData).total, 3)
})

test('a filter by level or text shows what fits, and counts all that does', () => {
  const levels = start({ level: 'high', limit: 1 })
  for (let n = 0; n < 4; n++) levels.put(`s${n}`, n / 8, n % 2 ? 'high' : 'low')
  const frame = levels.view.drain()!
  assert.deepEqual(frame.order, ['s3'])
  assert.deepEqual(frame.data, { total: 4, matching: 2, levels: { high: 2, low: 2 }, mean: 0.1875 })
  const search = start({ search: 'NEEDLE' })
  search.put('hay', 1)
  search.put('the-needle', 0.1)
  assert.deepEqual(search.view.drain()!.order, ['the-needle'])
})

test('a key that is deleted leaves the board and its counts', () => {
  const { put, remove, view, board } = start()
  put('a', 0.5, 'high')
  put('b', 0.5)
  view.drain()
  remove('a')
  assert.deepEqual(view.drain()?.gone, ['a'])
  assert.deepEqual(board.data(0).levels, { high: 0, low: 1 })
})

test('the order kept by merging is the order sorting would give, whatever changes', () => {
  const change = fc.record({
    id: fc.integer({ min: 0, max: 20 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.boolean(),
    look: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), fc.constantFrom(1, 2, 5, 1000), (changes, limit) => {
      const { put, remove, view } = start({ limit })
      const truth = new Map<string, number>()
      let order: string[] = []
      const look = () => {
        order = view.drain()?.order ?? order
      }
      for (const { id, score, drop, look: now } of changes) {
        const key = `k${id}`
        if (drop && truth.has(key)) {
          remove(key)
          truth.delete(key)
        } else {
          put(key, score)
          truth.set(key, score)
        }
        if (now) look()
      }
      look()
      const expected = [...truth].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key]) => key)
      assert.deepEqual(order, expected.slice(0, limit))
    }),
    { numRuns: 300 },
  )
})
