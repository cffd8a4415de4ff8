import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { composeCancel, endOfJob, sayEnd } from './cancel.ts'
import { type Job, mergeJob } from './job.ts'
import { bandOf, barOf, pack, queueOf, timesOf } from './life.ts'

const job = (more: Partial<Job>): Job =>
  ({
    ...{ job_id: 'a', status: 'completed', algorithm: null, priority: null, seconds: null, submitted_at: null },
    ...{ started_at: null, ended_at: null, updated_at: 0, starts: 0, cancel_asked_at: null, results: 0, pairs: null },
    ...more,
  }) as Job
const bar = (id: string, more: Partial<Job>) => barOf(id, job(more))

describe('jobs on the time axis', () => {
  it('tell waiting from running', () => {
    const done = bar('a', { submitted_at: 100, started_at: 400, ended_at: 1000 })
    assert.deepEqual(timesOf(done, 9999), { waited: 300, ran: 600 })
    const waits = bar('b', { status: 'submitted', submitted_at: 100 })
    assert.deepEqual([waits.end, timesOf(waits, 600)], [null, { waited: 500, ran: null }])
    const runs = bar('c', { status: 'running', submitted_at: 100, started_at: 200 })
    assert.deepEqual(timesOf(runs, 600), { waited: 100, ran: 400 })
  })

  it('place a job of which only its result is known by the seconds it took', () => {
    const { from, start, end } = bar('a', { ended_at: 5000, seconds: 2 })
    assert.deepEqual([from, start, end], [3000, 3000, 5000])
    const clock = bar('b', { submitted_at: 4000, ended_at: 5000, seconds: 2 })
    assert.deepEqual([clock.from, clock.start], [4000, 4000])
  })

  it('share lanes without lying over each other, and leave when they are out of the window', () => {
    const bars = [
      bar('a', { submitted_at: 0, started_at: 0, ended_at: 100 }),
      bar('b', { submitted_at: 50, started_at: 60, ended_at: 200 }),
      bar('c', { submitted_at: 120, started_at: 130, ended_at: 300 }),
      bar('d', { status: 'running', submitted_at: 150, started_at: 150 }),
    ]
    const { lanes, placed } = pack(bars, { from: 0, to: 400, now: 400, gap: 10 })
    assert.equal(lanes, 3)
    assert.deepEqual(
      placed.map((b) => [b.id, b.lane]),
      [
        ['a', 0],
        ['b', 1],
        ['c', 0],
        ['d', 2],
      ],
    )
    assert.deepEqual(
      pack(bars, { from: 250, to: 400, now: 400, gap: 10 }).placed.map((b) => b.id),
      ['c', 'd'],
    )
  })

  it('queue by priority, in words or in the numbers of the HTTP door', () => {
    assert.deepEqual(['high', '10', '3', '0', '-4', null, 'odd'].map(bandOf), [
      ...['high', 'critical', 'high', 'normal', 'low', 'normal', 'normal'],
    ])
    const queue = queueOf([
      bar('a', { status: 'submitted', submitted_at: 200, priority: 'high' }),
      bar('b', { status: 'submitted', submitted_at: 100, priority: 'high' }),
      bar('c', { status: 'running', submitted_at: 50, started_at: 60, priority: 'low' }),
      bar('d', { submitted_at: 10, ended_at: 20, priority: 'critical' }),
    ])
    assert.deepEqual(
      queue.map((q) => [q.band, q.waiting.map((w) => w.id).join(' '), q.running]),
      [
        ['critical', '', 0],
        ['high', 'b a', 0],
        ['normal', '', 0],
        ['low', '', 1],
      ],
    )
  })
})

describe('a job that somebody wants cancelled', () => {
  const entry = (time: number) => ({ topic: '', partition: 0, offset: '0', time, key: null, message: null })
  const said = (status: string, more: object = {}) => ({ payload: { job_id: 'a', status, ...more } })
  const wish = JSON.parse(JSON.stringify(composeCancel({ job_id: 'a' }, { now: new Date(0) })))

  it('is shown as asked for, and cancelled only when the service says so', () => {
    const runs = mergeJob(mergeJob(undefined, said('submitted'), entry(1)), said('running'), entry(2))
    const asked = mergeJob(runs, wish, entry(3))
    assert.deepEqual([asked.status, asked.cancel_asked_at], ['running', 3])
    const over = mergeJob(asked, said('failed', { error_type: 'cancellation' }), entry(4))
    assert.deepEqual([over.status, over.ended_at], ['cancelled', 4])
  })

  it('stays completed when the wish came too late', () => {
    const done = mergeJob(mergeJob(undefined, said('running'), entry(1)), said('completed'), entry(2))
    assert.equal(mergeJob(done, wish, entry(3)), done)
    assert.equal(sayEnd(said('completed')), 'completed before it could be cancelled')
  })

  it('is answered by the end the service tells of, never by the wish itself', () => {
    assert.equal(endOfJob(wish), null)
    assert.equal(endOfJob(said('running')), null)
    assert.equal(endOfJob(said('cancelled')), 'a')
    assert.equal(endOfJob(said('completed')), 'a')
  })
})
