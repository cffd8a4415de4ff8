import assert from 'node:assert/strict'
import test from 'node:test'
import { createQueue, rankOf, type Waiting } from './queue.ts'

const job = (job_id: string, priority: string | number | null, bytes = 1): Waiting => ({
  job_id,
  rank: rankOf(priority),
  bytes,
  partition: 0,
})
const drain = (queue: ReturnType<typeof createQueue<Waiting>>) => {
  const order: string[] = []
  for (let next = queue.next(); next; next = queue.next()) order.push(next.job_id)
  return order
}

test('the platform’s words and its numbers stand on one scale; what is neither is normal', () => {
  assert.ok(
    rankOf('critical') > rankOf('high') && rankOf('high') > rankOf('normal') && rankOf('normal') > rankOf('low'),
  )
  assert.equal(rankOf('HIGH'), rankOf('high'))
  assert.equal(rankOf(10), rankOf('critical'))
  assert.equal(rankOf(99), 10)
  for (const odd of [null, '', 'urgent', Number.NaN, 'constructor']) assert.equal(rankOf(odd), 0)
})

test('the highest priority comes first, and the oldest among equals', () => {
  const queue = createQueue<Waiting>({ most: 10, bytes: 100 }, () => 0)
  for (const [id, priority] of [
    ['a', 'low'],
    ['b', 'normal'],
    ['c', 'critical'],
    ['d', 7],
    ['e', 'critical'],
    ['f', null],
    ['g', 'high'],
  ] as const)
    queue.add(job(id, priority))
  assert.deepEqual(drain(queue), ['c', 'e', 'd', 'g', 'b', 'f', 'a'])
})

test('what is low comes up when it has waited long enough', () => {
  let now = 0
  const queue = createQueue<Waiting>({ most: 10, bytes: 100 }, () => now)
  queue.add(job('low', 'low'))
  now = 29_000
  queue.add(job('normal', 'normal'))
  now = 31_000
  queue.add(job('late', 'normal'))
  assert.deepEqual(drain(queue), ['normal', 'low', 'late'])
})

test('it is full in number and in bytes, and has room again when jobs leave', () => {
  const queue = createQueue<Waiting>({ most: 2, bytes: 100 })
  queue.add(job('a', null))
  assert.equal(queue.isFull(), false)
  queue.add(job('b', null))
  assert.equal(queue.isFull(), true)
  assert.deepEqual(
    queue.remove((waiting) => waiting.job_id === 'a').map((gone) => gone.job_id),
    ['a'],
  )
  assert.equal(queue.isFull(), false)
  queue.next()
  queue.add(job('large', null, 100))
  assert.equal(queue.isFull(), true)
  queue.next()
  assert.equal(queue.isFull(), false)
})
