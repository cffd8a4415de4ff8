import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkInput } from '../request/values.ts'
import { composeJob, inputOfJob, JobInput, warnOfSize } from './input.ts'
import { readHealth } from './monitor.ts'
import { estimateSimplices } from './size.ts'

const context = { id: 'j', now: new Date('2026-11-21T10:00:00Z') }
const wire = (input: JobInput) => JSON.parse(JSON.stringify(composeJob(input, context)))

describe('a job that is submitted again', () => {
  it('has the values it had, sampled or with points of its own', () => {
    for (const given of [
      { shape: 'torus', count: 30, noise: 0, seed: 7, algorithm: 'alpha_complex', max_dimension: 2, priority: 'high' },
      {
        shape: 'own points',
        points: [
          [1, 2],
          [3, 4],
        ],
        max_edge_length: 2,
        timeout_seconds: 20,
      },
    ]) {
      const first = JobInput.parse(given)
      const again = JobInput.parse(inputOfJob(wire(first)))
      assert.deepEqual(wire(again), wire(first))
    }
    assert.equal(inputOfJob({ payload: { job_id: 'a' } }), null)
  })

  it('is refused in words that name the field and what to do', () => {
    const errors = (input: object) => {
      const read = checkInput(JobInput, input)
      return read.ok ? {} : read.errors
    }
    assert.match(errors({ shape: 'own points' }).points!, /paste points/)
    assert.match(errors({ shape: 'own points', points: [[1, 2]] }).points!, /at least 2 points: add some/)
    assert.match(errors({ algorithm: 'alpha_complex', metric: 'cosine' }).metric!, /vietoris_rips/)
    assert.match(errors({ timeout_seconds: 301 }).timeout_seconds!, /at most 300/)
    assert.match(errors({ max_dimension: 6 }).max_dimension!, /at most 5/)
    assert.deepEqual(errors({}), {})
  })
})

describe('the size of a complex', () => {
  it('is counted exactly where nothing limits the edges', () => {
    const points = Array.from({ length: 6 }, (_, i) => [i, 0])
    // 6 points, 15 edges, 20 triangles.
    assert.equal(estimateSimplices(points, { max_dimension: 1 }), 41)
    assert.ok(estimateSimplices(points, { max_dimension: 1, max_edge_length: 1.5 }) < 20)
  })

  it('warns before a job that no machine holds, and only then', () => {
    assert.equal(warnOfSize(JobInput.parse({})), undefined)
    assert.match(warnOfSize(JobInput.parse({ count: 1000, max_dimension: 2 }))!, /longest edge/)
    assert.equal(warnOfSize(JobInput.parse({ count: 1000, max_dimension: 2, max_edge_length: 0.05 })), undefined)
    assert.equal(warnOfSize(JobInput.parse({ count: 1000, max_dimension: 2, algorithm: 'alpha_complex' })), undefined)
  })
})

describe('the health of the service', () => {
  it('is read from the envelope, part by part', () => {
    const health = readHealth({
      metadata: { message_type: 'system.health', source_service: 'tda-backend' },
      payload: {
        kafka_cluster: { status: 'healthy', broker_count: 3, topic_count: 12, details: {} },
        schema_registry: { status: 'unreachable', error: 'refused' },
        producer: { status: 'degraded', metrics: { messages_sent: 3 } },
      },
    })!
    assert.deepEqual(
      [health.source, health.tone, health.say],
      ['tda-backend', 'bad', 'schema registry unreachable refused'],
    )
    assert.deepEqual(
      health.parts.map((part) => [part.name, part.tone, part.detail]),
      [
        ['kafka cluster', 'good', '3 brokers, 12 topics'],
        ['schema registry', 'bad', 'refused'],
        ['producer', 'warn', null],
      ],
    )
    assert.equal(readHealth({ metadata: {}, payload: { status: 'unhealthy', error: 'no broker' } })?.say, 'no broker')
    assert.equal(readHealth({ type: 'computation_metrics', metrics: { computation_time_ms: 3 } }), null)
  })
})
