import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cursor, Frame, ViewSpec, WatchReply } from '#lib/protocol.ts'
import { viewId } from '#lib/protocol.ts'
import { waitingIn } from './held.ts'
import { createViewStore } from './view-store.ts'

const spec: ViewSpec = { kind: 'tail', topic: 'readings', limit: 3 }
const id = viewId(spec)

/** A console made of arrays, and time that moves by hand. */
function start() {
  const asked: { cursor: Cursor | null; reply: (reply: WatchReply) => void }[] = []
  const acks: number[] = []
  const left: string[] = []
  const timers = new Set<{ at: number; run: () => void }>()
  const page = { connected: true, now: 0, draws: [] as (() => void)[] }
  const store = createViewStore(
    {
      connected: () => page.connected,
      watch: (_, cursor, reply) => void asked.push({ cursor, reply }),
      unwatch: (view) => void left.push(view),
      ack: (_, seq) => void acks.push(seq),
    },
    {
      draw: (run) => void page.draws.push(run),
      later(ms, run) {
        const timer = { at: page.now + ms, run }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
      now: () => page.now,
    },
  )
  /** One picture, with what it asks for in later turns. */
  const draw = async () => {
    for (const run of page.draws.splice(0)) run()
    await new Promise(setImmediate)
  }
  const move = (ms: number) => {
    page.now += ms
    for (const timer of [...timers]) if (timer.at <= page.now && timers.delete(timer)) timer.run()
  }
  const frame = (seq: number, prev: number, more: Partial<Frame> = {}): Frame => ({
    view: id,
    boot: 'one',
    seq,
    prev,
    truth: { in: seq, rate: 0, shown: 0, conflated: 0, passed: 0, bad: 0, newest: 0, now: 0 },
    ...more,
  })
  const row = (k: string) => ({ k, v: k })
  const reply = (sent: Frame) => asked.at(-1)!.reply({ ok: true, frame: sent })
  return { store, view: store.view(spec), asked, acks, left, page, draw, move, frame, row, reply }
}

test('nothing is asked before somebody listens; the first answer is shown with the next picture', async () => {
  const { view, asked, reply, frame, row, draw, acks } = start()
  assert.equal(asked.length, 0)
  let told = 0
  view.subscribe(() => told++)
  assert.equal(view.get().state, 'loading')
  reply(frame(5, 5, { full: true, rows: [row('a')] }))
  assert.equal(told, 0)
  await draw()
  assert.deepEqual([told, view.get().state, view.get().rows.map((r) => r.k), acks], [1, 'live', ['a'], [5]])
})

test('many frames between two pictures are one notification, and the snapshot is stable until then', async () => {
  const { store, view, reply, frame, row, draw, acks } = start()
  let told = 0
  view.subscribe(() => told++)
  reply(frame(1, 1, { full: true, rows: [row('a')] }))
  await draw()
  const before = view.get()
  for (let seq = 2; seq < 10; seq++) store.frame(frame(seq, seq - 1, { rows: [row(`r${seq}`)] }))
  assert.equal(view.get(), before)
  await draw()
  assert.deepEqual([told, acks], [2, [1, 9]])
  assert.deepEqual(
    view.get().rows.map((r) => r.k),
    ['r7', 'r8', 'r9'],
    'at most as many rows as the view holds',
  )
})

test('what does not fit before a picture is told before the next, who waits longest first; credit comes with the last', async () => {
  const { store, view, reply, frame, draw, acks, page } = start()
  const told: string[] = []
  const slow = (name: string) => () => {
    told.push(name)
    page.now += 20
  }
  view.subscribe(slow('a'))
  const leave = view.subscribe(slow('b'))
  view.subscribe(slow('c'))
  reply(frame(1, 1, { full: true }))
  await draw()
  assert.deepEqual([told, acks], [['a'], []])
  store.frame(frame(2, 1))
  await draw()
  assert.deepEqual([told, view.get().truth?.in, acks], [['a', 'b'], 2, []])
  leave()
  for (let i = 0; i < 3; i++) await draw()
  assert.deepEqual(told, ['a', 'b', 'c', 'a'])
  assert.deepEqual([acks, page.draws.length], [[2], 0])
})

test('a listener that throws stops no other, and nothing that comes later', async (t) => {
  t.mock.method(console, 'error', () => {})
  const { store, view, reply, frame, draw } = start()
  const told: number[] = []
  view.subscribe(() => {
    throw new Error('a broken part of the page')
  })
  view.subscribe(() => told.push(view.get().truth?.in ?? 0))
  reply(frame(1, 1, { full: true }))
  await draw()
  store.frame(frame(2, 1))
  await draw()
  assert.deepEqual(told, [1, 2])
})

test('a frame that does not build on what is here makes it ask from where it stands', async () => {
  const { store, view, reply, frame, row, asked, draw } = start()
  view.subscribe(() => {})
  reply(frame(1, 1, { full: true, rows: [row('a')] }))
  store.frame(frame(4, 3, { rows: [row('d')] }))
  assert.deepEqual(asked.at(-1)?.cursor, { boot: 'one', seq: 1 })
  reply(frame(4, 1, { rows: [row('b'), row('d')] }))
  await draw()
  assert.deepEqual(
    view.get().rows.map((r) => r.k),
    ['a', 'b', 'd'],
  )
})

test('a lost last frame is found by the heads', () => {
  const { store, view, reply, frame, asked, move } = start()
  view.subscribe(() => {})
  reply(frame(1, 1, { full: true }))
  store.heads({ [id]: 2 })
  assert.equal(asked.length, 1)
  move(1000)
  assert.equal(asked.length, 2)
})

test('after the connection was gone it goes on from its cursor, and a new console replaces everything', async () => {
  const { store, view, reply, frame, row, asked, page, draw } = start()
  view.subscribe(() => {})
  reply(frame(9, 9, { full: true, rows: [row('old')] }))
  await draw()
  page.connected = false
  store.look()
  await draw()
  assert.equal(view.get().state, 'stale')
  page.connected = true
  store.up()
  assert.deepEqual(asked.at(-1)?.cursor, { boot: 'one', seq: 9 })
  reply(frame(2, 2, { boot: 'two', full: true, gap: 7, rows: [row('new')] }))
  await draw()
  assert.deepEqual([view.get().rows.map((r) => r.k), view.get().gap, view.get().state], [['new'], 7, 'live'])
})

test('what another console leaves out of a tail is told by the offsets, and a tail that goes on at once has no gap', async () => {
  const { view, reply, frame, row, draw, store, page } = start()
  view.subscribe(() => {})
  const rows = (...offsets: number[]) => offsets.map((offset) => row(`readings/0/${offset}`))
  reply(frame(9, 9, { full: true, rows: rows(5, 6, 7) }))
  const fromAnother = async (boot: string, offsets: number[]) => {
    page.connected = false
    store.look()
    page.connected = true
    store.up()
    reply(frame(2, 2, { boot, full: true, gap: 0, rows: rows(...offsets) }))
    await draw()
    return view.get().gap
  }
  assert.equal(await fromAnother('two', [8, 9, 10]), undefined)
  assert.equal(await fromAnother('three', [15, 16, 17]), 4)
})

test('silence makes a view stale, a refusal an error', async () => {
  const { store, view, reply, frame, move, draw, asked } = start()
  view.subscribe(() => {})
  reply(frame(1, 1, { full: true }))
  await draw()
  move(13_000)
  store.look()
  await draw()
  assert.equal(view.get().state, 'stale')
  store.up()
  asked.at(-1)!.reply({ ok: false, error: 'There is no such view.' })
  await draw()
  assert.deepEqual([view.get().state, view.get().error], ['error', 'There is no such view.'])
})

test('a page that is left and come back to soon keeps its view; later it is let go', () => {
  const { store, view, reply, frame, move, left } = start()
  const leave = view.subscribe(() => {})
  reply(frame(1, 1, { full: true }))
  leave()
  move(3000)
  const again = view.subscribe(() => {})
  move(10_000)
  assert.deepEqual([left.length, store.size()], [0, 1])
  again()
  move(6000)
  assert.deepEqual([left, store.size()], [[id], 0])
})

test('while rows are held, new and changed ones are counted', () => {
  const a = { k: 'a', v: 1 }
  const b = { k: 'b', v: 1 }
  assert.equal(waitingIn([a, b], [a, b]), 0)
  assert.equal(waitingIn([a, b], [{ k: 'c', v: 1 }, a, { k: 'b', v: 2 }]), 2)
})
