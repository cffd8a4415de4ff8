import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRequests } from './testing.ts'

const answered = { state: 'answered' }
const has = (row: object | undefined, facts: object) => assert.deepEqual({ ...row, ...facts }, row)

test('an answer with the header of a request is its answer, exactly, whatever it holds', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(5)
  app.arrive('results', { job: 'quite another', size: 3 }, { headers: { 'x-request-id': id } })
  has(app.requests.get(id), { ...answered, say: 'size 3' })
  assert.equal(app.requests.get(id)?.reply?.certainty, 'exact')
})

test('without a header the answer is found by what the contract says correlates', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  const other = app.ask(2)
  await app.clock.move(5)
  app.arrive('results', { job: 'a stranger', size: 9 })
  app.arrive('results', { job: id, size: 1 })
  assert.equal(app.stateOf(id), 'answered')
  assert.equal(app.stateOf(other), 'sent')
})

test('an answer with the header of another console is left to that console', async () => {
  await using app = startRequests()
  const id = app.ask(1, 'turn')
  await app.clock.move(5)
  app.arrive('results', { job: id, size: 1 }, { headers: { 'x-request-id': 'someone-else' } })
  assert.equal(app.stateOf(id), 'sent')
})

test('an answer that names the request exactly is its answer, whatever id a gateway on its way put into the header', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  const named = app.ask(1, 'named', 'ana')
  await app.clock.move(5)
  app.arrive('results', { job: id, size: 1 }, { headers: { 'x-request-id': 'trace-of-some-gateway' } })
  app.arrive('results', { job: 'ana', size: 1 }, { headers: { 'x-request-id': 'another-trace' } })
  has(app.requests.get(id), { ...answered, say: 'size 1' })
  assert.equal(app.requests.get(id)?.reply?.certainty, 'exact')
  assert.equal(app.stateOf(named), 'sent')
})

test('one word can answer two forms: who submitted a job, and who asked of it by its exact id', async () => {
  await using app = startRequests()
  const first = app.ask(1)
  const second = app.ask(2, 'told', first)
  const other = app.ask(3, 'told', 'another job')
  await app.clock.move(5)
  app.arrive('results', { job: first, size: 7 }, { headers: { 'x-request-id': first } })
  assert.deepEqual(
    [first, second, other].map((id) => app.stateOf(id)),
    ['answered', 'answered', 'sent'],
  )
})

test('an inferred answer must be newer than the request it answers, and is called inferred', async () => {
  await using app = startRequests()
  const id = app.ask(1, 'named', 'ana')
  await app.clock.move(5)
  app.arrive('results', { job: 'ana', size: 4 }, { time: app.clock.now() - 60_000 })
  assert.equal(app.stateOf(id), 'sent')
  app.arrive('results', { job: 'ana', size: 5 })
  has(app.requests.get(id), { ...answered, say: 'size 5' })
  assert.equal(app.requests.get(id)?.reply?.certainty, 'inferred')
  app.arrive('results', { job: 'ana', size: 6 })
  assert.equal(app.requests.get(id)?.say, 'size 5')
})

test('where answers carry nothing, the nth answer belongs to the nth request', async () => {
  await using app = startRequests()
  const ids = [app.ask(1, 'turn'), app.ask(2, 'turn'), app.ask(3, 'turn')]
  await app.clock.move(5)
  for (const size of [10, 20, 30]) app.arrive('results', { job: '-', size })
  assert.deepEqual(
    ids.map((id) => app.requests.get(id)?.say),
    ['size 10', 'size 20', 'size 30'],
  )
})

test('in turn, a request that was read long ago and never answered does not take the next one’s answer', async () => {
  await using app = startRequests()
  const first = app.ask(1, 'turn')
  await app.clock.move(5)
  app.kafka.committed['workers/jobs'] = 1n
  await app.clock.move(8_000)
  const second = app.ask(2, 'turn')
  await app.clock.move(5)
  app.arrive('results', { job: '-', size: 20 })
  assert.equal(app.stateOf(first), 'sent')
  assert.equal(app.requests.get(second)?.say, 'size 20')
})

test('a stage keeps the request open; a failure ends it with its reason', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(5)
  app.arrive('results', { job: id, size: 0, stage: 'started' })
  has(app.requests.get(id), { state: 'sent', say: 'started' })
  app.arrive('results', { job: id, size: 0, error: 'out of memory' })
  has(app.requests.get(id), { state: 'failed', error: 'out of memory' })
  assert.deepEqual(app.stagesOf(id), ['accepted', 'produced', 'stage', 'failed'])
})

test('another topic may tell of the request on its way, and that it failed; our own record there is not such word', async () => {
  await using app = startRequests()
  const [done, broken] = [app.ask(1, 'told'), app.ask(2, 'told')]
  await app.clock.move(5)
  const headers = app.kafka.records[0]!.headers!
  app.arrive('jobs', { job: done, size: 1, stage: 'submitted' }, { headers })
  app.arrive('jobs', { job: done, size: 1, stage: '42 %' })
  app.arrive('jobs', { job: broken, size: 1, error: 'no memory' })
  app.arrive('results', { job: done, size: 1 })
  assert.deepEqual(app.stagesOf(done), ['accepted', 'produced', 'stage', 'answered'])
  assert.equal(app.requests.get(done)?.stages[2]?.title, '42 %')
  assert.equal(app.requests.get(broken)?.error, 'no memory')
})

test('a failure that was asked for ends a request cancelled, wherever it is told, and it counts as that and not as failed', async () => {
  await using app = startRequests()
  const [here, there, broken] = [app.ask(1, 'told'), app.ask(2, 'told'), app.ask(3, 'told')]
  await app.clock.move(5)
  app.arrive('results', { job: here, size: 0, error: 'cancelled by ana' })
  app.arrive('jobs', { job: there, size: 0, error: 'cancelled by ana' })
  app.arrive('jobs', { job: broken, size: 0, error: 'no memory' })
  app.arrive('results', { job: there, size: 1 })
  for (const id of [here, there]) {
    has(app.requests.get(id), { state: 'cancelled', say: 'cancelled by ana' })
    assert.equal(app.requests.get(id)?.error, undefined)
    assert.deepEqual(app.stagesOf(id), ['accepted', 'produced', 'cancelled'])
  }
  const { cancelled, failed, answered: done } = app.requests.counts()
  assert.deepEqual({ cancelled, failed, done }, { cancelled: 2, failed: 1, done: 0 })
})

test('the service’s group passing the record is a stage, said as what is known', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(1_500)
  assert.deepEqual(app.stagesOf(id), ['accepted', 'produced'])
  app.kafka.committed['workers/jobs'] = 1n
  await app.clock.move(1_500)
  assert.equal(app.requests.get(id)?.stages.at(-1)?.title, 'Group workers passed this record')
  await app.clock.move(3_000)
  assert.deepEqual(app.stagesOf(id), ['accepted', 'produced', 'consumed'])
})

test('a request past its deadline is late; its answer still attaches and says how late', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(15_000)
  assert.equal(app.stateOf(id), 'late')
  app.arrive('results', { job: id, size: 1 })
  assert.equal(app.stateOf(id), 'answered')
  assert.match(app.requests.get(id)!.stages.at(-1)!.detail!, /5 s past the deadline/)
})

test('the first answer counts; the same record again is nothing, a different second one is noted as a conflict', async () => {
  await using app = startRequests()
  const id = app.ask(1)
  await app.clock.move(5)
  const entry = app.arrive('results', { job: id, size: 1 })
  app.again([entry])
  assert.equal(app.requests.get(id)?.stages.length, 3)
  app.arrive('results', { job: id, size: 2 })
  assert.equal(app.requests.get(id)?.say, 'size 1')
  assert.match(app.requests.get(id)!.stages.at(-1)!.title, /Conflict/)
})

test('a thousand requests, some never answered, some twice, some out of order: every one ends in the right state', async () => {
  await using app = startRequests()
  const ids: string[] = []
  for (let i = 0; i < 1_000; i++) {
    ids.push(app.ask(i % 100))
    if (i % 50 === 49) await app.clock.move(20)
  }
  await app.clock.move(100)
  const order = ids.map((_, i) => i)
  for (let i = 50; i < 1_000; i += 100) [order[i], order[i + 1]] = [order[i + 1]!, order[i]!]
  for (const i of order) {
    if (i % 100 === 7) continue
    app.arrive('results', { job: ids[i], size: i })
    if (i % 100 === 9) app.arrive('results', { job: ids[i], size: i })
  }
  await app.clock.move(15_000)
  for (const [i, id] of ids.entries()) {
    assert.equal(app.stateOf(id), i % 100 === 7 ? 'late' : 'answered', `request ${i}`)
    if (i % 100 !== 7) assert.equal(app.requests.get(id)?.say, `size ${i}`)
  }
  const { answered: done, late } = app.requests.counts()
  assert.deepEqual({ done, late }, { done: 990, late: 10 })
  assert.equal(app.kafka.records.length, 1_000)
})
