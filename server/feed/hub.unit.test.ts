import assert from 'node:assert/strict'
import { test } from 'node:test'
import { io } from 'socket.io-client'
import { until } from '#server/testing/until.ts'
import { folder, openBrowser, raw, reading, startFeed } from './testing.ts'

const tail = { kind: 'tail', topic: 'readings' } as const
const board = { kind: 'board', system: 'sensors', board: 'sensors' } as const
const offsets = (keys: string[]) => keys.map((key) => Number(key.split('/')[2]))
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('a browser gets what is there first, then everything that comes, in order', async () => {
  using at = folder()
  await using app = await startFeed(at)
  app.feed.accept([reading(0), reading(1)])
  using browser = openBrowser(app.url, tail)
  await until('the snapshot', () => browser.keys().length === 2)
  for (let n = 2; n < 50; n++) app.feed.accept([reading(n)])
  await until('all rows', () => browser.keys().length === 50)
  assert.deepEqual(offsets(browser.keys()), range(0, 50))
  assert.equal(browser.truth()?.in, 50)
  assert.ok(browser.frames.every((frame) => typeof frame.truth.in === 'number'))
})

test('after quiet the first record goes out in the same turn, one frame per record while few come', async () => {
  using at = folder()
  await using app = await startFeed(at)
  using browser = openBrowser(app.url, tail)
  await until('the snapshot is acknowledged', () => browser.replies() === 1 && app.hub.stats().unacknowledged === 0)
  for (let n = 0; n < 20; n++) {
    app.feed.accept([reading(n)])
    await Promise.resolve()
  }
  assert.equal(app.hub.stats().frames, 9, 'the snapshot, and eight frames: more wait for an acknowledgement')
  await until('all rows', () => browser.keys().length === 20)
})

test('however often a browser drops out, it has every row once and in order', async () => {
  using at = folder()
  await using app = await startFeed(at)
  using browser = openBrowser(app.url, { ...tail, limit: 1000 })
  await until('watching', () => browser.replies() === 1)
  let n = 0
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 20; i++) app.feed.accept([reading(n++)])
    await until('some rows', () => browser.keys().length > round * 30)
    browser.socket.io.engine.close()
    for (let i = 0; i < 20; i++) app.feed.accept([reading(n++)])
    await until('back again', () => browser.replies() === round + 2)
  }
  await until('all rows', () => browser.keys().length === n)
  assert.deepEqual(offsets(browser.keys()), range(0, n))
  assert.equal(browser.got.filter((frame) => frame.full).length, 1, 'only the first was a snapshot')
  const rows = browser.got.flatMap((frame) => (frame.rows ?? []).map((row) => row.k))
  assert.equal(new Set(rows).size, rows.length, 'no row came twice')
})

test('a browser that was away too long is told how many rows it will not see', async () => {
  using at = folder()
  await using app = await startFeed(at)
  using browser = openBrowser(app.url, { ...tail, limit: 50 })
  app.feed.accept([reading(0)])
  await until('watching', () => browser.keys().length === 1)
  browser.socket.io.engine.close()
  app.feed.accept(range(1, 500).map((n) => reading(n)))
  await until('back again', () => browser.replies() === 2)
  const last = browser.got.at(-1)!
  assert.equal(last.full, true)
  assert.equal(last.gap, 449)
  assert.deepEqual(offsets(browser.keys()), range(450, 500))
})

test('who asks once is told what is true now, although a browser that watches gets it with the next frame', async () => {
  using at = folder()
  await using app = await startFeed(at)
  const spec = { kind: 'bad' } as const
  using page = openBrowser(app.url, spec)
  await until('the page watches', () => page.replies() > 0)
  for (let n = 0; n < 5; n++) {
    app.feed.accept([raw(n, Buffer.from('{oops'))])
    const now = app.hub.read(spec)
    assert.ok(typeof now !== 'string')
    assert.deepEqual([now.rows?.length, now.truth.bad], [n + 1, n + 1])
  }
  await until('the page has them too', () => page.rows().length === 5)
})

test('a browser that outlives the console shows the new one, not a mixture', async () => {
  using at = folder()
  await using first = await startFeed({ file: at.file, boot: 'one' })
  first.feed.accept([reading(0, 'a'), reading(1, 'b')])
  using browser = openBrowser(first.url, board)
  await until('both rows', () => browser.keys().length === 2)
  await first.close()
  using other = folder()
  await using second = await startFeed({ file: other.file, boot: 'two', port: first.port })
  second.feed.accept([reading(0, 'c')])
  await until('the new console', () => browser.keys().length === 1)
  assert.deepEqual(browser.keys(), ['c'])
  assert.equal(browser.got.at(-1)?.boot, 'two')
})

test('a browser that never acknowledges gets eight frames and then nothing, and the others notice nothing', async () => {
  using at = folder()
  await using app = await startFeed(at)
  using deaf = openBrowser(app.url, tail, { acks: false })
  using lively = openBrowser(app.url, tail)
  await until('both watch', () => deaf.replies() + lively.replies() === 2)
  for (let n = 0; n < 60; n++) {
    app.feed.accept([reading(n)])
    await until('the lively one has it', () => lively.keys().length === n + 1)
  }
  assert.equal(deaf.frames.length, 8)
  assert.equal(app.hub.stats().behind, 1)
  assert.ok(app.hub.stats().unacknowledged < 1024 * 1024)
  deaf.socket.emit('ack', deaf.view, deaf.frames.at(-1)!.seq)
  await until('it is given what it missed as one frame', () => deaf.frames.length === 9)
  assert.deepEqual(offsets(deaf.keys()), range(0, 60))
})

test('what is no view, no cursor or no event is answered with an error or not at all, and the console lives', async () => {
  using at = folder()
  await using app = await startFeed(at)
  const socket: any = io(app.url, { transports: ['websocket'], forceNew: true })
  const ask = (...args: unknown[]) => new Promise<any>((done) => socket.emit('watch', ...args, done))
  for (const spec of [
    null,
    7,
    'board',
    [],
    {},
    { kind: 'nothing' },
    { kind: 'board', system: 'x', board: 'y' },
    { kind: 'tail', topic: '../x' },
    { kind: 'tail', topic: 'readings', search: 'a'.repeat(300) },
  ])
    assert.equal((await ask(spec, null)).ok, false)
  assert.equal((await ask(tail, { boot: 1 })).ok, false)
  socket.emit('watch')
  socket.emit('watch', tail)
  socket.emit('ack', { a: 1 }, 'x')
  socket.emit('ack', 'nothing', 1e300)
  socket.emit('unwatch', ['x'])
  socket.emit('toString', 1)
  assert.equal((await ask(tail, null)).ok, true)
  socket.close()
})

test('a browser that asks without end is cut', async () => {
  using at = folder()
  await using app = await startFeed(at)
  const socket: any = io(app.url, { transports: ['websocket'], forceNew: true, reconnection: false })
  const gone = new Promise((done) => socket.on('disconnect', done))
  await until('connected', () => socket.connected)
  for (let n = 0; n < 200; n++) socket.emit('unwatch', 'x')
  await gone
  assert.equal(app.hub.stats().cut, 1)
})
