import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemOf } from '#lib/systems/index.ts'
import { Failure } from '#server/workers/tda/failure.ts'
import { createLetters } from '#server/workers/tda/messages.ts'
import { topics } from '#server/workers/tda/topics.ts'
import { readCheck } from './outgoing.ts'
import { textOf } from './subjects.ts'

const { schemas = [], forms = [] } = systemOf('tda')!
/** What a message breaks in the schema of its kind, and which that is. */
function judge(topic: string, message: unknown): { subject: string | undefined; errors: Record<string, string> } {
  const found = schemas.find((one) => one.topics.includes(topic) && one.fits(message))
  const check = found && readCheck('JSON', textOf(found))
  assert.ok(check?.ok, `no schema for a message on ${topic}`)
  return { subject: found?.subject, errors: check.errors(message) }
}
const metadata = (message_type: string) => ({
  ...{ message_id: 'm-1', message_type, timestamp: '2026-11-21T08:34:19.195334+00:00', source_service: 'tda-backend' },
  ...{ correlation_id: null, user_id: null, session_id: null, trace_id: null, version: '1.0' },
})

describe('the schemas that are registered for the TDA platform', () => {
  it('take every message of its documents', () => {
    const data = { error_type: 'ValueError', error_message: 'empty cloud' }
    const documented: [topic: string, subject: string, type: string, payload: object][] = [
      [
        'tda_jobs',
        'tda-job-messages',
        'job.submitted',
        { job_id: '7b1d', status: 'submitted', priority: 'normal', submitted_at: '2025-08-14T04:59:13.000+00:00' },
      ],
      [
        'tda_jobs',
        'tda-job-messages',
        'job.failed',
        { job_id: '7b1d', status: 'failed', priority: -10, error_type: 'cancellation', execution_time: null },
      ],
      [
        'tda_results',
        'tda-result-messages',
        'result.generated',
        {
          job_id: '7b1d',
          result_id: 'r91',
          result_type: 'persistence_diagram',
          result_size: 2048,
          storage_path: null,
          metadata: { num_points: 120 },
        },
      ],
      [
        'tda_events',
        'tda-file-messages',
        'file.uploaded',
        { file_id: 'f1', filename: 'a.csv', file_size: 12, checksum: null },
      ],
      ['tda_events', 'tda-file-messages', 'file.processed', { event_id: 'e', event_type: 'file.processed', data: {} }],
      [
        'tda_events',
        'tda-error-messages',
        'error.occurred',
        { event_id: 'e1', event_type: 'error.occurred', data, context: { operation: 'file_upload' }, ...data },
      ],
      [
        'tda_events',
        'tda-error-messages',
        'warning.issued',
        { ...data, severity: 'low', component: 'api', occurred_at: null },
      ],
    ]
    for (const [topic, subject, type, payload] of documented)
      assert.deepEqual(judge(topic, { metadata: metadata(type), payload }), { subject, errors: {} }, type)
  })
  it('take every message that the worker and the forms of the console write', () => {
    const letters = createLetters(topics())
    const job = {
      ...{ job_id: 'j1', algorithm: 'alpha_complex', priority: 'high', user_id: null },
      ...{ submitted_at: '2026-11-21T08:34:18.000+00:00', requestId: 'r1' },
    }
    const answer = {
      ...{
        id: 1,
        total: 1,
        seconds: 0.25,
        memory_mb: 40,
        resident_mb: 40,
        pairs: [[0, 0, null]] as [number, number, null][],
      },
      ...{
        betti_numbers: { '0': [1] },
        betti_curves: { from: 0, to: 1, steps: 2, curves: {} },
        homology_groups: [],
        stored: 10,
      },
    }
    const result = {
      ...{ result_id: 'r91', answer, points: 120, dimension: 2, parameters: {}, began: 1, ended: Date.now() },
      storage_path: 'tda/r91.json',
    }
    const failure = new Failure('memory_error', 'too much')
    const written = [
      letters.started(job, 1, 120),
      letters.completed(job, { seconds: 1.5, result_id: 'r91' }),
      letters.failed(job, failure, null),
      letters.result(job, result),
      letters.processed(job, result, 'tda/r91.json'),
      letters.error({ job, failure }),
      letters.warning({ job, type: 'slow', message: 'slow' }),
    ].map(({ record }) => [record.topic, JSON.parse(String(record.value))] as const)
    const asked = forms.map((form) => {
      const door = form.door as Extract<typeof form.door, { kind: 'topic' }>
      const fresh = form.input.safeParse({})
      const input = fresh.success ? fresh.data : form.input.parse({ job_id: 'j1' })
      return [door.topic, door.compose(input, { id: 'j1', now: new Date() })] as const
    })
    for (const [topic, message] of [...written, ...asked]) assert.deepEqual(judge(topic, message).errors, {})
  })
  it('refuse what is no such message, by its field', () => {
    const { errors } = judge('tda_jobs', { metadata: metadata('job.paused'), payload: { status: 'paused' } })
    assert.deepEqual(Object.keys(errors).sort(), ['metadata.message_type', 'payload.job_id', 'payload.status'])
  })
})
