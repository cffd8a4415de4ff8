import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf } from './test-part.ts'

test('counts are read from the closing lines of either runner; who did not get as far has counted nothing', () => {
  const node = 'ℹ tests 3\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 0\n'
  assert.deepEqual(countOf(node), { passed: 2, failed: 1 })
  assert.deepEqual(countOf('✔ a test that says it would pass 7 (3ms)\nℹ pass 1\nℹ fail 0\n'), { passed: 1, failed: 0 })
  assert.deepEqual(countOf('  1 failed\n    [chromium] › a.spec.ts\n  2 flaky\n  3 did not run\n  40 passed (2m)\n'), {
    passed: 40,
    failed: 6,
  })
  assert.equal(countOf('✔ a test (3ms)\n'), undefined)
})
