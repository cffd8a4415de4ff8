import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createProgress } from './progress.ts'

test('a partition is committed up to its lowest unfinished record, in whatever order they end', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(30).keys()], { minLength: 0 }), fc.nat(1e6), (ended, first) => {
      const progress = createProgress()
      for (let i = 0; i < 30; i++) assert.equal(progress.begin(1, String(first + i)), true)
      const open = new Set([...Array(30).keys()])
      for (const i of ended) {
        open.delete(i)
        progress.finish(1, String(first + i))
        const lowest = open.size ? Math.min(...open) : 30
        assert.equal(progress.due(1), lowest === 0 ? undefined : String(first + lowest))
      }
    }),
  )
})

test('what a reader reads again after a restart is known; what was committed and comes again is a topic made anew', () => {
  const progress = createProgress()
  for (const offset of ['10', '11', '12']) assert.equal(progress.begin(0, offset), true)
  progress.finish(0, '10')
  assert.equal(progress.due(0), '11')
  // The commit did not reach Kafka: everything comes again, done or not.
  for (const offset of ['10', '11', '12']) assert.equal(progress.begin(0, offset), false)
  progress.committed(0, '11')
  assert.equal(progress.due(0), undefined)
  assert.equal(progress.begin(0, '0'), true)
  progress.finish(0, '0')
  assert.equal(progress.due(0), '1')
})

test('gaps in the offsets, and partitions that come and go', () => {
  const progress = createProgress()
  progress.begin(0, '5')
  progress.begin(0, '9007199254740993')
  progress.finish(0, '5')
  assert.equal(progress.due(0), '9007199254740993')
  progress.drop(0)
  assert.equal(progress.due(0), undefined)
  progress.finish(0, '9007199254740993')
  assert.equal(progress.begin(0, '6'), true)
  assert.deepEqual(progress.partitions(), [0])
})
