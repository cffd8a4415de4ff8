import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tda } from '#lib/systems/tda.ts'
import { subjectOf } from './subject.ts'

test('an answer that names a job leads to the page of that job; one that names nothing leads nowhere', () => {
  const topic = tda.topics[1]!.name
  const reply = (message: unknown) => ({ system: 'tda', reply: { topic, message, certainty: 'exact' as const, t: 0 } })
  assert.deepEqual(subjectOf(reply({ payload: { job_id: 'a/b' } })), { href: '/systems/tda/a%2Fb', noun: 'job' })
  assert.equal(subjectOf(reply({})), null)
  assert.equal(subjectOf({ system: 'tda' }), null)
  assert.equal(subjectOf({ ...reply({ payload: { job_id: 'a' } }), system: 'nowhere' }), null)
})
