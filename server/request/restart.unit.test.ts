import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openState, StateLocked } from '#server/store/state.ts'
import { createFakeKafka, startRequests } from './testing.ts'

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'milena-state-'))
  return { file: join(path, 'state.db'), path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Ids a console told of before it was killed with SIGKILL, after at least `atLeast` of them. */
async function acceptedUntilKilled(file: string, mode: string, atLeast: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'crash-child.ts'), file, mode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let out = ''
  for await (const chunk of child.stdout) {
    out += chunk
    if (out.split('\n').length > atLeast) child.kill('SIGKILL')
  }
  return out.split('\n').slice(0, -1)
}

test('a console killed while submitting loses nothing it accepted, and delivers all of it when started again', async () => {
  using place = folder()
  const ids = await acceptedUntilKilled(place.file, 'down', 60)
  await using app = startRequests({ db: openState(place.file) })
  await app.clock.move(100)
  const sent = app.kafka.on('jobs').map((record) => record.headers?.['x-request-id'])
  assert.ok(ids.length >= 60)
  for (const id of ids) {
    assert.equal(sent.filter((other) => other === id).length, 1, id)
    assert.equal(app.stateOf(id), 'sent')
  }
  assert.deepEqual(sent.slice(0, ids.length), ids)
})

/** A request whose record reached Kafka while the console was killed before it could note that. */
async function killedInBetween(place: { file: string; path: string }) {
  const kafka = createFakeKafka()
  const before = startRequests({ db: openState(place.file), kafka })
  let release = () => {}
  kafka.hang = new Promise((done) => (release = done))
  const id = before.ask(5)
  await before.clock.move(1)
  // What the disk holds at this moment is what a console killed here leaves behind; the record reaches Kafka all the same.
  const found = join(place.path, 'as-found.db')
  for (const suffix of ['', '-wal']) copyFileSync(place.file + suffix, found + suffix)
  release()
  await before.clock.move(1)
  await before.requests.close()
  kafka.hang = undefined
  return { id, kafka, found }
}

test('killed between Kafka’s word and our own note, a record is found on its topic before it is sent again', async () => {
  using place = folder()
  const { id, kafka, found } = await killedInBetween(place)
  let read = 0
  const readBack = {
    ends: async () => [{ partition: 0, low: '0', high: String(kafka.on('jobs').length) }],
    cursor: () => String(read),
  }
  await using after = startRequests({ db: openState(found), kafka, readBack })
  const next = after.ask(6)
  await after.clock.move(5_000)
  assert.equal(kafka.on('jobs').length, 1, 'nothing leaves before the topic was read')
  const [record] = kafka.on('jobs')
  after.arrive('jobs', JSON.parse(String(record?.value)), { headers: record?.headers, offset: '0' })
  read = 1
  await after.clock.move(1_000)
  assert.equal(after.stateOf(id), 'sent')
  assert.deepEqual(after.requests.get(id)?.sent, { topic: 'jobs', partition: 0, offset: '0' })
  assert.deepEqual(
    kafka.on('jobs').map((sent) => sent.headers?.['x-request-id']),
    [id, next],
  )
})

test('a record whose acknowledgement was lost is not sent again once it is seen', async () => {
  const kafka = createFakeKafka()
  let read = 0
  const readBack = {
    ends: async () => [{ partition: 0, low: '0', high: String(kafka.on('jobs').length) }],
    cursor: () => String(read),
  }
  kafka.cut = true
  await using app = startRequests({ kafka, readBack })
  const id = app.ask(5)
  await app.clock.move(1)
  kafka.cut = false
  await app.clock.move(10_000)
  assert.equal(app.stateOf(id), 'waiting')
  const [record] = kafka.on('jobs')
  app.arrive('jobs', JSON.parse(String(record?.value)), { headers: record?.headers })
  read = 1
  await app.clock.move(40_000)
  assert.equal(kafka.on('jobs').length, 1)
  assert.equal(app.requests.get(id)?.sent && app.stateOf(id), 'late')
})

test('a topic that may be written but not read gets the record at least once, under one id, and shows one request', async () => {
  using place = folder()
  const { id, kafka, found } = await killedInBetween(place)
  const readBack = { ends: async () => [{ partition: 0, low: '0', high: '1' }], cursor: () => undefined }
  await using after = startRequests({ db: openState(found), kafka, readBack })
  await after.clock.move(25_000)
  assert.equal(kafka.on('jobs').length, 1)
  await after.clock.move(10_000)
  assert.deepEqual(
    kafka.on('jobs').map((record) => record.headers?.['x-request-id']),
    [id, id],
  )
  after.arrive('results', { job: id, size: 5 })
  after.arrive('results', { job: id, size: 5 })
  assert.equal(after.stateOf(id), 'answered')
  assert.equal(after.requests.list().length, 1)
  assert.match(after.requests.get(id)!.stages.at(-1)!.title, /the same/)
})

test('requests that were open before a restart are followed after it', async () => {
  using place = folder()
  const kafka = createFakeKafka()
  const before = startRequests({ db: openState(place.file), kafka })
  const ids = [before.ask(1), before.ask(2, 'named', 'ana'), before.ask(3, 'turn'), before.ask(4, 'turn')]
  await before.clock.move(5)
  await before.requests.close()
  before.db.close()

  await using after = startRequests({ db: openState(place.file), kafka })
  after.arrive('results', { job: ids[0], size: 10 }, { headers: { 'x-request-id': ids[0]! }, live: false })
  after.arrive('results', { job: 'ana', size: 20 })
  assert.deepEqual(ids.map((id) => after.requests.get(id)?.say).slice(0, 2), ['size 10', 'size 20'])
  await after.clock.move(60_000)
  assert.equal(after.kafka.records.length, 4)
  assert.equal(after.stateOf(ids[3]!), 'late')
})

test('a request that no answer is expected to is still done after a restart', async () => {
  using place = folder()
  const kafka = createFakeKafka()
  const before = startRequests({ db: openState(place.file), kafka })
  const id = before.ask(1, 'tell')
  await before.clock.move(5)
  await before.requests.close()
  before.db.close()
  await using after = startRequests({ db: openState(place.file), kafka })
  await after.clock.move(600_000)
  assert.equal(after.stateOf(id), 'delivered')
  assert.deepEqual([after.requests.counts().delivered, after.requests.counts().late], [1, 0])
  assert.equal(kafka.records.length, 1)
})

test('a second console on the same data folder is refused with a clear message', () => {
  using place = folder()
  const db = openState(place.file)
  assert.throws(
    () => openState(place.file),
    (error: Error) =>
      error instanceof StateLocked && error.message.includes(place.path) && error.message.includes('MILENA_DATA'),
  )
  db.close()
  openState(place.file).close()
})

test('a damaged state file is set aside and named, and the console starts', () => {
  using place = folder()
  writeFileSync(place.file, 'this is no database, whatever its name says'.repeat(200))
  const notices: string[] = []
  openState(place.file, (text) => notices.push(text)).close()
  assert.equal(readdirSync(place.path).filter((name) => name.includes('damaged')).length, 1)
  assert.match(notices[0]!, /set aside/)
})

test('audit rows can be neither changed nor removed', async () => {
  await using app = startRequests()
  app.ask(1)
  assert.throws(() => app.db.exec("update audit set who = 'nobody'"), /never changed/)
  assert.throws(() => app.db.exec('delete from audit'), /never removed/)
})
