import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tda } from '#lib/systems/tda.ts'
import { composeCancel, jobOver } from './cancel.ts'

const reply = tda.forms!.find((form) => form.id === 'job')!.reply!
const entry = { topic: 'tda_jobs', partition: 0, offset: '0', time: 0, key: null, message: null }
const told = (status: string, more: object = {}) => ({
  metadata: { message_type: `job.${status}`, source_service: 'tda-backend' },
  payload: { job_id: 'a', status, ...more },
})

it('a job that was cancelled is no failure, in either word the platform has for it; one that failed is', () => {
  const byError = told('failed', { error_type: 'cancellation', error_message: 'Job cancelled: by ana' })
  for (const message of [byError, told('cancelled', { error_message: 'Job cancelled: by ana' })]) {
    assert.equal(reply.also?.failed?.(message), 'Job cancelled: by ana')
    assert.equal(reply.cancelled?.(message), true)
  }
  const failed = told('failed', { error_type: 'memory_error', error_message: 'too many' })
  assert.equal(reply.also?.failed?.(failed), 'memory error: too many')
  assert.equal(reply.cancelled?.(failed), false)
})

it('a wish to cancel, from whichever console, ends no request: the worker tells what became of the job', () => {
  const wish = composeCancel({ job_id: 'a', reason: undefined }, { now: new Date() })
  assert.equal(reply.also?.in(wish, entry), null)
  assert.equal(reply.also?.in(told('failed'), entry), 'a')
})

it('jobs refused for their input are no share of the errors of the platform; its own are', () => {
  const rule = tda.alerts!.find((alert) => alert.id === 'tda-errors')!
  assert.ok(rule.kind === 'share')
  const error = (error_type: string) => ({
    metadata: { message_type: 'error.occurred' },
    payload: { data: { error_type }, error_type, error_message: 'x' },
  })
  const counted = (message: unknown) => [rule.among?.(message), rule.of(message)]
  assert.equal(counted(error('validation_error'))[0], false)
  assert.deepEqual(counted(error('resource_error')), [true, true])
  assert.deepEqual(counted({ metadata: { message_type: 'file.processed' }, payload: {} }), [true, false])
})

it('the worker’s word that a job was over ends the wish to cancel it, and no other warning does', () => {
  const { also } = tda.forms!.find((form) => form.id === 'cancel-job')!.reply!
  const warning = (error_type: string) => ({
    metadata: { message_type: 'warning.issued' },
    payload: { error_type, error_message: 'completed before it could be cancelled', context: { job_id: 'a' } },
  })
  assert.ok(tda.topics.some((topic) => topic.name === also!.topic && topic.noun.includes('event')))
  assert.equal(also!.in(warning(jobOver), entry), 'a')
  assert.equal(also!.failed!(warning(jobOver)), 'completed before it could be cancelled')
  assert.equal(also!.in(warning('not_computable'), entry), null)
  assert.equal(also!.failed!(warning('not_computable')), undefined)
})
