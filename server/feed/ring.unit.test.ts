import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, isBad } from './decode.ts'
import { createRing } from './ring.ts'
import { raw, sensors } from './testing.ts'

const topic = sensors.topics[0]!

test('a ring gives back what was pushed, whatever the sizes, and holds the newest that fit', () => {
  const ring = createRing({ name: 'readings', topic }, 50)
  const seen = []
  for (let n = 0; n < 3000; n++) {
    const text = 'ä'.repeat((n * 7919) % (n % 97 === 0 ? 60_000 : 300))
    const one =
      n % 13 === 0
        ? raw(n, Buffer.from(`{broken ${n}`))
        : n % 17 === 0
          ? raw(n, null, { key: Buffer.from(`s${n}`) })
          : raw(n, { id: `s${n}`, score: n, text }, n % 5 === 0 ? { headers: { by: `ann ${n}` } } : {})
    const read = decode(one, topic)
    ring.push(read, { offset: n, raw: one })
    seen.push(read)
    if (n % 101 === 0) assert.deepEqual(ring.since(0), seen.slice(-50))
  }
  assert.deepEqual(ring.since(0), seen.slice(-50))
  assert.deepEqual(ring.since(0, 7), seen.slice(-7))
  assert.deepEqual(ring.since(2990), seen.slice(2990))
  assert.deepEqual(ring.find(0, '2960'), seen[2960])
  assert.equal(ring.find(0, '1'), undefined)
  assert.equal(ring.count(), 3000)
  ring.clear()
  assert.deepEqual(ring.since(0), [])
})

test('a ring holds at most 4 MiB, and one record that is larger alone', () => {
  const ring = createRing({ name: 'readings', topic: undefined })
  const push = (n: number, size: number) => {
    const one = raw(n, Buffer.from(JSON.stringify('x'.repeat(size - 2))), { key: Buffer.from('k') })
    ring.push(decode(one, undefined), { offset: n, raw: one })
  }
  for (let n = 0; n < 100; n++) push(n, 100_000)
  const held = ring.since(0)
  assert.equal(held.length, 41)
  assert.deepEqual([held.at(-1)?.offset, held.at(-1)?.key], ['99', 'k'])
  push(100, 1_000_000)
  assert.equal(ring.since(0).length, 32)
  assert.ok(ring.since(0).every((one) => !isBad(one)))
})
