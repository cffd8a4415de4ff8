import assert from 'node:assert/strict'
import test from 'node:test'
import { parseJson } from '#lib/feed/parse.ts'
import { tda } from '#lib/systems/tda.ts'
import { readJob, readMonitor, readResult } from '#lib/tda/read.ts'
import type { Answer } from './child.ts'
import { Failure } from './failure.ts'
import type { JobFacts } from './intake.ts'
import { createLetters, type Result, type Said } from './messages.ts'
import { topics } from './topics.ts'

const at = Date.parse('2026-11-21T08:34:19.195Z')
const letters = createLetters(topics(), () => at)
const job: JobFacts = {
  ...{ job_id: 'j1', algorithm: 'alpha_complex', priority: 'high', user_id: 'ops' },
  ...{ submitted_at: '2026-11-21T08:34:18.000+00:00', requestId: 'r1' },
}
const answer: Answer = {
  ...{ id: 1, total: 2, seconds: 0.25, memory_mb: 40, resident_mb: 40 },
  pairs: [
    [0, 0, null],
    [1, 0.25, 0.75],
  ],
  betti_numbers: { '0': [1], '1': [1] },
  betti_curves: { from: 0, to: 1, steps: 2, curves: { '0': [1, 1], '1': [0, 1] } },
  homology_groups: [],
}
const result: Result = {
  ...{ result_id: 'r91', answer, points: 120, dimension: 2, parameters: {}, began: at - 300, ended: at },
  storage_path: null,
}

/** What the contract makes of it; fails when it makes nothing. */
function accepted({ record }: Said): any {
  const topic = tda.topics.find((t) => t.name === record.topic)!
  const parsed = parseJson(String(record.value))
  assert.ok(parsed.ok)
  const message = topic.message.parse(parsed.value)
  return message
}

test('every letter is one the contract accepts, under the key it gives', () => {
  const failure = new Failure('memory_error', 'too much')
  const all = [
    letters.started(job, 1, 120),
    letters.completed(job, { seconds: 1.5, result_id: 'r91' }),
    letters.failed(job, failure, 1.5),
    letters.result(job, result),
    letters.computation(job, result),
    letters.processed(job, { ...result, answer: { ...answer, stored: 10 } }, 'tda/r91.json'),
    letters.error({ job, failure }),
    letters.warning({ job, type: 'not_computable', message: 'no points' }),
    letters.health({ status: 'healthy' }),
  ]
  for (const letter of all) {
    const message = accepted(letter)
    const topic = tda.topics.find((t) => t.name === letter.record.topic)!
    assert.equal(letter.record.key, topic.key(message), letter.type)
    if (letter.type !== 'computation_metrics') {
      assert.equal(message.metadata.message_type, letter.type)
      assert.equal(letter.record.headers?.['content-type'], 'application/json')
    }
  }
})

test('the envelope is the platform’s, absent values written as null', () => {
  const { record } = letters.completed({ ...job, user_id: null }, { seconds: 1.5, result_id: 'r91' })
  const { metadata, payload } = JSON.parse(String(record.value))
  assert.deepEqual(metadata, {
    ...{ message_id: `job-j1-${at}`, message_type: 'job.completed', timestamp: '2026-11-21T08:34:19.195+00:00' },
    ...{ source_service: 'tda-backend', correlation_id: 'j1', user_id: null, session_id: null, trace_id: null },
    version: '1.0',
  })
  assert.equal(payload.status, 'completed')
  assert.equal(payload.result_id, 'r91')
  assert.equal(payload.execution_time, 1.5)
  assert.equal(record.headers?.['x-request-id'], 'r1')
})

test('a result is strict JSON, and its features read back whole', () => {
  const { record } = letters.result(job, result)
  assert.doesNotMatch(String(record.value), /[^"]Infinity|NaN/)
  const read = readResult(accepted(letters.result(job, result)))
  assert.deepEqual(read.pairs, [
    { dimension: 0, birth: 0, death: Number.POSITIVE_INFINITY },
    { dimension: 1, birth: 0.25, death: 0.75 },
  ])
  assert.deepEqual({ ...read.betti }, { '0': 1, '1': 1 })
  assert.equal(read.result_id, 'r91')
  assert.equal(read.seconds, 0.25)
})

test('a cancelled job is told as this platform tells it: a failure of type cancellation', () => {
  const said = accepted(letters.failed(job, new Failure('cancellation', 'Job cancelled: mistake'), null))
  assert.equal(said.metadata.message_type, 'job.failed')
  assert.equal(said.payload.error_type, 'cancellation')
  assert.equal(readJob(said).status, 'cancelled')
})

test('a computation’s figures are the documents’ first shape', () => {
  const message = accepted(letters.computation(job, result))
  assert.equal(message.type, 'computation_metrics')
  assert.equal(message.metrics.window_id, `${at - 300}-${at}`)
  assert.deepEqual(readMonitor(message).numbers, {
    computation_time_ms: 250,
    num_points: 120,
    num_persistence_pairs: 2,
  })
})
