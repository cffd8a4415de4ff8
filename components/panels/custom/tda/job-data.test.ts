import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TailRow } from '#lib/protocol.ts'
import { composeCancel } from '#lib/tda/cancel.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import { jobData, partsOf, sayGone, sayLength } from './job-data.ts'
import { timeTicks } from './time-ticks.ts'

let offset = 0
const row = (topic: string, t: number, m: unknown, more: Partial<TailRow> = {}) => {
  const o = String(offset++)
  return { k: `${topic}/0/${o}`, v: { topic, p: 0, o, t, key: 'a', size: 1, m, ...more } }
}
const said = (status: string, more: object = {}) => ({ payload: { job_id: 'a', status, ...more } })
const submitted = JSON.parse(JSON.stringify(composeJob(JobInput.parse({ count: 5 }), { id: 'a', now: new Date(1000) })))
const result = (death: unknown) => ({
  job_id: 'a',
  tda_results: { persistence_pairs: [{ dimension: 0, birth: 0, death }] },
})
const read = (rows: ReturnType<typeof row>[], whole = rows) =>
  jobData(rows, new Map(whole.map(({ k, v }) => [k, { state: 'whole', m: v.m }])), ['jobs', 'results'])

describe('one job, from its records', () => {
  it('whose job records are gone says so, not that it took no time', () => {
    const told = { ...result('inf'), metadata: { message_type: 'result.generated' } }
    const gone = read([row('results', 2900, told)])
    assert.equal(sayLength(gone, 2900, 2900), null)
    assert.equal(sayGone(gone)!.title, 'Its job records are gone')
    assert.match(sayGone(gone)!.text, /shorter time/)
    assert.equal(sayGone(read([row('results', 2900, result('inf'))]))!.title, 'Only its result is known')
    const rows = [row('results', 2900, told), row('jobs', 1000, submitted)]
    assert.equal(sayLength(read(rows), 1000, 2900), 'over after 1.9 s')
    // While its job records are still being asked for nothing is said of them.
    assert.equal(sayLength(read([rows[0]!, row('jobs', 1000, undefined)], [rows[0]!]), 1000, 2900), null)
  })

  it('waited, ran, failed, waited and ran again', () => {
    const failed = said('failed', { error_type: 'memory_error', error_message: 'too many' })
    const data = read([
      row('results', 2900, result('inf')),
      row('jobs', 1000, submitted),
      row('jobs', 1500, said('running')),
      row('jobs', 2000, failed),
      row('jobs', 2500, said('running')),
      row('jobs', 3000, said('completed', { execution_time: 0.5 })),
    ])
    assert.deepEqual(
      partsOf(data).map((part) => [part.title, part.from, part.to, part.tone]),
      [
        ['waited', 1000, 1500, 'muted'],
        ['ran', 1500, 2000, 'bad'],
        ['waited to be tried again', 2000, 2500, 'warn'],
        ['ran, attempt 2', 2500, 3000, 'good'],
      ],
    )
    assert.equal(data.job?.status, 'completed')
    assert.equal(data.submitted.point_cloud.points.length, 5)
    assert.deepEqual(
      data.events.map((event) => event.detail),
      [null, null, 'memory error: too many', null, null],
    )
    assert.equal(data.results[0]?.facts?.pairs[0]?.death, Number.POSITIVE_INFINITY)
  })

  it('is told by its own times, not by when its records were written', () => {
    const at = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00')
    const data = read([
      row('jobs', 1000, said('submitted', { submitted_at: at(990) })),
      row('jobs', 1464, said('running', { submitted_at: at(990), started_at: at(1399) })),
      row('jobs', 1501, said('completed', { started_at: at(1399), completed_at: at(1500), execution_time: 0.101 })),
    ])
    assert.deepEqual(
      partsOf(data).map((part) => [part.title, part.from, part.to]),
      [
        ['waited', 990, 1399],
        ['ran', 1399, 1500],
      ],
    )
    assert.deepEqual([data.job?.submitted_at, data.job?.started_at, data.job?.ended_at], [990, 1399, 1500])
  })

  it('has the times of its records where its own are none, or those of a copy of long ago', () => {
    const day = 86_400_000
    const data = read([
      row('jobs', day + 1000, said('submitted', { submitted_at: new Date(5).toISOString() })),
      row('jobs', day + 1500, said('running', { started_at: 'soon' })),
      row('jobs', day + 2000, said('failed')),
    ])
    assert.deepEqual(
      partsOf(data).map((part) => [part.from - day, part.to && part.to - day]),
      [
        [1000, 1500],
        [1500, 2000],
      ],
    )
  })

  it('never ran for less than nothing, whatever the clocks say', () => {
    const at = (ms: number) => new Date(ms).toISOString()
    const data = read([
      row('jobs', 9000, said('submitted', { submitted_at: at(9000) })),
      row('jobs', 9010, said('running', { started_at: at(7000) })),
      row('jobs', 9120, said('completed', { completed_at: at(7100) })),
    ])
    assert.deepEqual(
      partsOf(data).map((part) => part.to! - part.from),
      [0, 100],
    )
  })

  it('is still going on until something ends it, and a wish to cancel does not', () => {
    const wish = composeCancel({ job_id: 'a', reason: 'too slow' }, { now: new Date(0) })
    const data = read([row('jobs', 1000, submitted), row('jobs', 1500, said('running')), row('jobs', 1600, wish)])
    assert.equal(partsOf(data).at(-1)?.to, null)
    assert.deepEqual([data.job?.status, data.job?.cancel_asked_at], ['running', 1600])
    assert.deepEqual(data.events.at(-1)?.title, 'Cancel asked')
    assert.match(data.events.at(-1)?.detail ?? '', /too slow/)
  })

  it('of which only results are known has them newest first, and reads whole only what is looked at', () => {
    const rows = [row('results', 1, result(1)), row('results', 2, result(2), { cut: '{"job…' })]
    const data = read(rows, rows.slice(0, 1))
    assert.deepEqual(
      data.results.map((r) => [r.t, r.whole]),
      [
        [2, false],
        [1, true],
      ],
    )
    assert.deepEqual([data.events, partsOf(data), data.job?.status], [[], [], 'completed'])
  })
})

it('has at most as many ticks as there is room for, at round times', () => {
  const from = Date.UTC(2026, 10, 21, 10, 2, 7)
  for (const [length, most] of [
    [10_000, 5],
    [300_000, 8],
    [86_400_000, 6],
    [30 * 86_400_000, 4],
  ] as const) {
    const ticks = timeTicks(from, from + length, most)
    assert.ok(ticks.length >= 1 && ticks.length <= most + 1, `${length}: ${ticks.length}`)
    assert.ok(ticks.every((t) => t >= from && t <= from + length && t % 1000 === 0))
  }
})
