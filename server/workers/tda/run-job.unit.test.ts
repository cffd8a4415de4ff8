import assert from 'node:assert/strict'
import test from 'node:test'
import type { Answer } from './child.ts'
import { readComputation } from './computation.ts'
import { Failure } from './failure.ts'
import { createLetters, type Said } from './messages.ts'
import type { Pool } from './pool.ts'
import { createJobRunner } from './run-job.ts'
import { folder } from './testing.ts'
import { topics } from './topics.ts'

const answer = {
  ...{ id: 1, pairs: [], total: 0, betti_numbers: {}, homology_groups: [], seconds: 0, memory_mb: 1, resident_mb: 1 },
  betti_curves: { from: 0, to: 1, steps: 10, curves: {} },
} satisfies Answer
const facts = { job_id: 'a', algorithm: null, priority: null, user_id: null, submitted_at: null, requestId: undefined }
const computation = readComputation(
  { algorithm: null, cloud: { points: [[0], [1]] }, parameters: {} },
  { timeoutMs: 1000, memoryMb: 64 },
)

async function run(pooled: Pool['run']): Promise<{ types: string[]; ended: any }> {
  await using data = await folder()
  const told: Said[] = []
  const runner = createJobRunner({
    pool: { run: pooled, pids: () => [], close: () => {} },
    post: {
      deliver: async (said) => {
        told.push(...said)
        return true
      },
      mention: () => {},
      isUp: () => true,
      stop: () => {},
    },
    letters: createLetters(topics()),
    storage: data.path,
    retryMs: 1,
  })
  await runner.run(facts, computation, new AbortController().signal)
  const end = told.findLast(({ type }) => type === 'job.completed' || type === 'job.failed')
  return { types: told.map(({ type }) => type), ended: JSON.parse(String(end?.record.value)).payload }
}

test('a job has started when a process computes it: the time Python takes to be there is waiting, not running', async (t) => {
  let now = 1000
  t.mock.method(performance, 'now', () => now)
  const { types, ended } = await run(async ({ onReady }) => {
    now += 14_000
    onReady()
    now += 20
    return answer
  })
  assert.deepEqual(types, ['job.started', 'result.generated', 'job.completed'])
  assert.equal(ended.execution_time, 0.02)
})

test('a job for which no process could be had never started, and has run for no time', async () => {
  const { types, ended } = await run(async () => {
    throw new Failure('dependency_error', 'no Python')
  })
  assert.deepEqual(types, ['job.failed'])
  assert.deepEqual([ended.error_type, ended.execution_time], ['dependency_error', null])
})

test('a process that ends during a computation makes another start', async () => {
  let tries = 0
  const { types } = await run(async ({ onReady }) => {
    onReady()
    if (++tries < 3) throw new Failure('dependency_error', 'it ended')
    return answer
  })
  assert.deepEqual(types, ['job.started', 'job.started', 'job.started', 'result.generated', 'job.completed'])
})
