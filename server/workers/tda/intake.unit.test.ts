import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { composeCancel } from '#lib/tda/cancel.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import type { Raw } from '#server/ports.ts'
import { readIntake } from './intake.ts'

const limits = { timeoutMs: 300_000, memoryMb: 1024 }
const now = new Date('2026-11-21T08:00:00Z')
const raw = (value: Buffer | string | null, headers?: Record<string, string>): Raw => ({
  ...{ topic: 'jobs', partition: 0, offset: '0', timestamp: 0, key: null },
  value: typeof value === 'string' ? Buffer.from(value) : value,
  ...(headers && { headers }),
})
const read = (value: unknown) => readIntake(raw(JSON.stringify(value)), limits)
const job = () => composeJob(JobInput.parse({ count: 4 }), { id: 'j1', now }) as any

test('a job as the form and the stream processor write it can be computed', () => {
  const intake = read({ ...job(), parameters: { max_dimension: 1, timeout_seconds: 5, memory_limit_mb: 128 } })
  assert.equal(intake.kind, 'job')
  if (intake.kind !== 'job') return
  assert.equal(intake.computation.points.length, 4)
  assert.equal(intake.computation.timeoutMs, 5000)
  assert.equal(intake.computation.memoryMb, 128)
  assert.equal(intake.facts.submitted_at, '2026-11-21T08:00:00.000+00:00')
  const flat = read({
    ...{ job_id: 'c', timestamp: 'now', parameters: { max_edge_length: 'Infinity', max_dimension: null } },
    point_cloud: { points: [{ coordinates: [0, 1] }, { coordinates: [1, 0] }], dimension: 2 },
  })
  assert.equal(flat.kind, 'job')
  if (flat.kind !== 'job') return
  assert.deepEqual(flat.computation.points, [
    [0, 1],
    [1, 0],
  ])
  assert.equal(flat.computation.max_edge_length, null)
  assert.equal(flat.computation.algorithm, 'vietoris_rips')
})

test('a job never gets more time or memory than the worker has', () => {
  const intake = read({ ...job(), parameters: { timeout_seconds: 4000, memory_limit_mb: 9000 } })
  assert.ok(intake.kind === 'job' && intake.computation.timeoutMs === 300_000 && intake.computation.memoryMb === 1024)
})

test('a well-formed job with bad points or parameters fails as invalid, and says what is wrong', () => {
  const bad: [object, RegExp][] = [
    [{ point_cloud: { points: [] } }, /empty/],
    [{ point_cloud: { points: 'all' } }, /list of points/],
    [{ point_cloud: { points: [[1, 2], [3]] } }, /point 1 does not have 2/],
    [{ point_cloud: { points: [[1, 'two']] } }, /not a finite number/],
    [{ point_cloud: { points: [[1, 'NaN']] } }, /not a finite number/],
    [{ point_cloud: { points: [[]] } }, /1 to 10 coordinates/],
    [{ point_cloud: { points: [Array(11).fill(0)] } }, /1 to 10 coordinates/],
    [{ point_cloud: { points: [[1, 2]], dimension: 3 } }, /dimension is 3/],
    [{ parameters: { max_dimension: 6 } }, /max_dimension must be a whole number from 0 to 5, not 6/],
    [{ parameters: { max_dimension: 1.5 } }, /max_dimension/],
    [{ parameters: { max_edge_length: 0 } }, /max_edge_length must be a number above 0, not 0/],
    [{ parameters: { num_steps: 5 } }, /num_steps/],
    [{ parameters: { metric: 'taxi' } }, /metric must be one of euclidean/],
    [{ parameters: { precision: 'half' } }, /precision/],
    [{ parameters: [] }, /parameters must be an object/],
    [{ payload: { job_id: 'j1', status: 'submitted', algorithm: 'mapper' } }, /algorithm must be one of/],
  ]
  for (const [change, says] of bad) {
    const intake = read({ ...job(), ...change })
    assert.equal(intake.kind, 'invalid', JSON.stringify(change))
    if (intake.kind !== 'invalid') continue
    assert.equal(intake.failure.type, 'validation_error')
    assert.match(intake.failure.message, says)
    assert.equal(intake.facts.job_id, 'j1')
  }
})

test('what names no job or cannot be read is a dead letter, with its cause', () => {
  const dead = (value: Buffer | string | null) => {
    const intake = readIntake(raw(value), limits)
    return intake.kind === 'dead' ? intake.cause : intake.kind
  }
  assert.equal(dead(null), 'no value')
  assert.match(dead(''), /^empty/)
  assert.match(dead('{"job_id": "x"'), /^not-json/)
  assert.match(dead(Buffer.from([0xff, 0xfe])), /^not-utf8/)
  assert.equal(dead('[1]'), 'not an object')
  assert.equal(dead('{"point_cloud":{"points":[[1,2]]}}'), 'names no job')
  assert.match(dead(JSON.stringify({ job_id: 'x'.repeat(2000), point_cloud: { points: [[1]] } })), /longer than 1000/)
  assert.match(dead('{"metadata":{},"payload":{"job_id":"x","status":"submitted"}}'), /^metadata/)
})

test('a submission without points is left to the backend that stored it; lives of jobs are none of our business', () => {
  const { point_cloud, parameters, ...pure } = job()
  assert.equal(read(pure).kind, 'elsewhere')
  for (const status of ['running', 'completed', 'failed', 'cancelled']) {
    const type = status === 'running' ? 'job.started' : `job.${status}`
    const life = {
      metadata: { ...pure.metadata, message_type: type, source_service: 'tda-backend' },
      payload: { ...pure.payload, status },
    }
    assert.equal(read(life).kind, 'life')
    // Even one that repeats the cloud.
    assert.equal(read({ ...life, point_cloud }).kind, 'life')
  }
  assert.equal(read(composeCancel({ job_id: 'j1' }, { now })).kind, 'wish')
  assert.equal(
    read({ event_type: 'job.progress', correlation_id: 'j1', data: { progress_percentage: 10 } }).kind,
    'life',
  )
})

test('no bytes whatever make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !!readIntake(raw(Buffer.from(bytes)), limits).kind),
  )
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (payload, point_cloud, parameters) => {
      assert.ok(read({ job_id: 'x', payload, point_cloud, parameters }).kind)
    }),
  )
})
