import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Job, mergeJob, mergeResult, sayFailure, sayStage, tookMs } from './job.ts'

const entry = (time: number) => ({ topic: '', partition: 0, offset: '0', time, key: null, message: null })
const event = (status: string, more: object = {}) => ({ payload: { job_id: 'a', status, ...more } })
const live = (...events: [at: number, message: object][]): Job =>
  events.reduce<Job | undefined>((job, [at, message]) => mergeJob(job, message, entry(at)), undefined)!

describe('the life of a job', () => {
  it('goes from submitted to completed, and remembers what each message said', () => {
    const job = live(
      [100, event('submitted', { algorithm: 'vietoris_rips', priority: 'high' })],
      [200, event('running', { algorithm: null })],
      [900, event('completed', { result_id: 'r', execution_time: 0.5 })],
    )
    assert.deepEqual(
      [job.status, job.algorithm, job.priority, job.result_id, job.starts],
      ['completed', 'vietoris_rips', 'high', 'r', 1],
    )
    assert.equal(tookMs(job), 500)
    assert.equal(tookMs({ ...job, seconds: null }), 800)
  })

  it('shows a retry as running again, without the old error', () => {
    const failed: [number, object] = [
      300,
      event('failed', { error_type: 'memory_error', error_message: 'too many points' }),
    ]
    assert.equal(sayFailure(failed[1]), 'memory error: too many points')
    const job = live([100, event('submitted')], [200, event('running')], failed, [400, event('running')])
    assert.deepEqual([job.status, job.starts, job.error_message, job.ended_at], ['running', 2, null, null])
  })

  it('is not reopened by a late "submitted" or a stray progress report', () => {
    const progress = {
      event_type: 'job.progress',
      data: { job_id: 'a', progress_percentage: 42, current_stage: 'rips_filtration' },
    }
    assert.equal(sayStage(progress), 'rips filtration · 42 %')
    const job = live([200, event('running')], [300, event('completed')], [301, progress], [302, event('submitted')])
    assert.equal(job.status, 'completed')
  })

  it('is done when only a result tells of it, as the Flink job does, and counts every window', () => {
    const result = {
      job_id: 'a',
      computation_info: { num_points: 120, computation_time: 0.2, success: true },
      tda_results: { persistence_pairs: [{ dimension: 0, birth: 0, death: 'Infinity' }] },
    }
    const job = mergeResult(mergeResult(live([100, event('submitted')]), result, entry(300)), result, entry(400))
    assert.deepEqual([job.status, job.results, job.pairs, job.points], ['completed', 2, 1, 120])
    assert.deepEqual(
      [
        mergeResult(undefined, result, entry(300)).status,
        mergeResult(undefined, { ...result, error: 'boom' }, entry(300)).status,
      ],
      ['completed', 'failed'],
    )
    assert.equal(mergeResult(live([200, event('running')]), result, entry(300)).status, 'running')
  })
})
