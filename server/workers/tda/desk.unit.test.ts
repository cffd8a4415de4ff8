import assert from 'node:assert/strict'
import test from 'node:test'
import { composeCancel, readNotCancelled } from '#lib/tda/cancel.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import { createLog } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import { until } from '#server/testing/until.ts'
import { createDesk, type Tools } from './desk.ts'
import { createLetters, type Said } from './messages.ts'
import { createTdaMetrics } from './metrics.ts'
import { Abandoned, type End } from './run-job.ts'
import { topics } from './topics.ts'

/** A desk whose jobs end when the test says so. */
function start(concurrency = 1) {
  const told: Said[] = []
  const over = new Set<string>()
  const wanted = new Map<string, string>()
  const found = new Map<string, 'completed' | 'open'>()
  const buried: string[] = []
  const commits: string[] = []
  const began: string[] = []
  const ending = new Map<string, PromiseWithResolvers<End>>()
  const desk = createDesk({
    runner: {
      run(job, _, signal) {
        began.push(job.job_id)
        const end = Promise.withResolvers<End>()
        ending.set(job.job_id, end)
        signal.addEventListener('abort', () => end.resolve(signal.reason instanceof Abandoned ? false : 'failed'))
        return end.promise
      },
    },
    past: {
      isOver: (id) => over.has(id),
      cancelled: (id) => wanted.get(id),
      over: (id) => void over.add(id),
      found: async (id) => found.get(id) ?? 'open',
    },
    post: {
      deliver: async (said) => {
        told.push(...said)
        return true
      },
      mention: (said) => void told.push(...said),
      isUp: () => true,
      stop: () => {},
    },
    letters: createLetters(topics()),
    deadLetters: { bury: async (dead) => void buried.push(...dead.map((d) => d.cause)), count: () => 0 },
    metrics: createTdaMetrics(),
    limits: { timeoutMs: 1000, memoryMb: 256 },
    concurrency,
    log: createLog('test', 'silent'),
  })
  const tools: Tools = {
    partition: 0,
    heartbeat: async () => {},
    commit: async (offset) => void commits.push(offset),
    stale: () => false,
  }
  let offset = 0
  const record = (value: string): Raw => ({
    ...{ topic: 'jobs', partition: 0, offset: String(offset++), timestamp: 0, key: null },
    value: Buffer.from(value),
  })
  const submit = (id: string, priority = 'normal') =>
    record(JSON.stringify(composeJob(JobInput.parse({ count: 4, priority }), { id, now: new Date() })))
  const end = (id: string) => ending.get(id)!.resolve('completed')
  return { desk, tools, record, submit, end, told, over, wanted, found, buried, commits, began }
}
const payload = (said: Said) => JSON.parse(String(said.record.value)).payload

test('a critical job overtakes those that wait, and the commit stays below the lowest unfinished one', async () => {
  const t = start()
  await t.desk.batch([t.submit('a'), t.submit('b', 'low'), t.submit('c', 'critical')], t.tools)
  assert.deepEqual(t.began, ['a'])
  t.end('a')
  await until('the next one', () => t.began.length === 2)
  assert.deepEqual(t.began, ['a', 'c'])
  t.end('c')
  await until('the last one', () => t.began.length === 3)
  await until('a commit', () => t.commits.length > 0)
  assert.deepEqual(t.commits, ['1'])
  t.end('b')
  await until('everything is committed', () => t.commits.at(-1) === '3')
})

test('a job that is over, waits already or is wanted no more is not computed', async () => {
  const t = start()
  t.over.add('old')
  t.wanted.set('unwanted', 'a mistake')
  await t.desk.batch([t.submit('old'), t.submit('a'), t.submit('a'), t.submit('unwanted')], t.tools)
  await until('it is told', () => t.told.length > 0)
  assert.deepEqual(t.began, ['a'])
  assert.equal(payload(t.told[0]!).error_message, 'Job cancelled: a mistake')
  assert.ok(!t.told.some(({ type }) => type === 'error.occurred'))
  t.end('a')
  await until('all of it is committed', () => t.commits.at(-1) === '4')
})

test('cancelling ends what waits at once and tells so; it never starts', async () => {
  const t = start()
  await t.desk.batch([t.submit('a'), t.submit('b')], t.tools)
  const place = (offset: string) => ({ partition: 0, offset })
  t.desk.cancel('b', 'a wish from before it was submitted', place('0'))
  await t.desk.batch([], t.tools)
  assert.deepEqual(t.told, [])
  t.desk.cancel('b', 'on request', place('2'))
  await until('it is told', () => t.told.length > 0)
  assert.equal(payload(t.told[0]!).error_type, 'cancellation')
  t.end('a')
  await until('both are committed', () => t.commits.at(-1) === '2')
  assert.deepEqual(t.began, ['a'])
})

test('a wish to cancel a job that is over is answered by a warning; another by the end of its job', async () => {
  const t = start()
  t.found.set('done', 'completed').set('ending', 'open')
  const wish = (id: string, age = 0) => ({
    ...t.record(JSON.stringify(composeCancel({ job_id: id }, { now: new Date() }))),
    timestamp: Date.now() - age,
  })
  const a = t.submit('a')
  const wishes = [wish('done'), wish('elsewhere'), wish('ending'), wish('long ago', 3_600_000), wish('a')]
  await t.desk.batch([a, ...wishes], t.tools)
  await until('it is told', () => t.told.length === 1)
  assert.ok(t.told.every(({ type }) => type === 'warning.issued'))
  const [done] = t.told.map(({ record }) => readNotCancelled(JSON.parse(String(record.value))))
  assert.deepEqual(done, { job_id: 'done', why: 'completed before it could be cancelled' })
  t.end('a')
  await until('all is committed', () => t.commits.at(-1) === '6')
  assert.equal(t.told.length, 1)
})

test('bad records are buried or answered, submissions without points mentioned, and nothing holds up the commit', async () => {
  const t = start()
  const job = JSON.parse(String(t.submit('x').value))
  const { point_cloud, ...pure } = job
  const bad = {
    ...job,
    job_id: 'bad',
    payload: { ...job.payload, job_id: 'bad' },
    point_cloud: { points: [[1], [1, 2]] },
  }
  await t.desk.batch([t.record('{'), t.record(JSON.stringify(pure)), t.record(JSON.stringify(bad))], t.tools)
  await until('all is committed', () => t.commits.at(-1) === '4')
  assert.match(t.buried[0]!, /not-json/)
  const [warning, failed, error] = t.told
  assert.equal(warning!.type, 'warning.issued')
  assert.equal(payload(failed!).error_type, 'validation_error')
  assert.equal(error!.type, 'error.occurred')
  assert.deepEqual(payload(error!).context.job_id, 'bad')
  assert.deepEqual(t.began, [])
})

test('a partition that goes to another worker takes its jobs along, and one that comes back is computed', async () => {
  const t = start()
  const records = [t.submit('a'), t.submit('b')]
  await t.desk.batch(records, t.tools)
  t.desk.revoked([0])
  await t.desk.batch(records, t.tools)
  await until('it began again', () => t.began.length === 2)
  t.end('a')
  await until('the other one', () => t.began.length === 3)
  t.end('b')
  await until('both are committed', () => t.commits.at(-1) === '2')
  assert.deepEqual(t.began, ['a', 'a', 'b'])
})

test('when as many wait as it looks ahead, a batch waits with heartbeats until there is room', async () => {
  const t = start()
  let beats = 0
  const batch = t.desk.batch(
    Array.from({ length: 210 }, (_, i) => t.submit(`j${i}`)),
    { ...t.tools, heartbeat: async () => void beats++ },
  )
  let taken = false
  void batch.then(() => {
    taken = true
  })
  await until('it is full', () => t.desk.counts().waiting === 200 && beats > 0)
  assert.equal(taken, false)
  for (let i = 0; i < 20; i++) {
    await until('the next began', () => t.began.length === i + 1)
    t.end(`j${i}`)
  }
  await batch
  assert.equal(taken, true)
})

test('stopping abandons what runs too long, and leaves it uncommitted', async () => {
  const t = start(2)
  await t.desk.batch([t.submit('a'), t.submit('b'), t.submit('c')], t.tools)
  t.end('a')
  await until('the third began', () => t.began.length === 3)
  await t.desk.stop(20)
  assert.deepEqual(t.commits, ['1'])
})
