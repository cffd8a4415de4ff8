import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFrames, createReplyPool } from './replies.ts'

const framed = (body: Buffer): Buffer => {
  const frame = Buffer.alloc(4 + body.length)
  frame.writeInt32BE(body.length)
  body.copy(frame, 4)
  return frame
}

test('frames come out whole and in order, wherever the stream is cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 200 })), (all, cuts) => {
      const expected = all.map((body) => framed(Buffer.from(body)))
      const stream = Buffer.concat(expected)
      const got: Buffer[] = []
      const feed = createFrames(createReplyPool(), (frame) => got.push(frame))
      for (let at = 0; at < stream.length; ) {
        const size = cuts.next().value as number
        feed(stream.subarray(at, at + size))
        at += size
      }
      assert.deepEqual(got, expected)
    }),
  )
})

test('what claims to be very large, or makes no sense, is passed on in pieces, and not waited for', () => {
  const large = framed(Buffer.alloc(5 * 1024 * 1024, 'x'))
  const stream = Buffer.concat([framed(Buffer.from('before')), large, framed(Buffer.from('after'))])
  const got: Buffer[] = []
  const feed = createFrames(createReplyPool(), (frame) => got.push(frame))
  for (let at = 0; at < stream.length; at += 100_000) feed(stream.subarray(at, at + 100_000))
  assert.ok(got.length > 50)
  assert.deepEqual(Buffer.concat(got), stream)
  assert.equal(String(got.at(-1)?.subarray(4)), 'after')

  const stranger: Buffer[] = []
  createFrames(createReplyPool(), (frame) => stranger.push(frame))(Buffer.from('HTTP/1.1 400 Bad Request'))
  assert.equal(String(Buffer.concat(stranger)), 'HTTP/1.1 400 Bad Request')
  const negative: Buffer[] = []
  createFrames(createReplyPool(), (frame) => negative.push(frame))(Buffer.from([255, 1, 2, 3, 4, 5]))
  assert.deepEqual(Buffer.concat(negative), Buffer.from([255, 1, 2, 3, 4, 5]))
})

test('a large reply that was given back is used again, by whatever view it was given', () => {
  const pool = createReplyPool()
  const first = pool.take(1_000_000)
  const second = pool.take(1_000_000)
  assert.notEqual(first.buffer, second.buffer, 'nobody gave the first one back')
  pool.give(first.subarray(8))
  const third = pool.take(900_000)
  assert.equal(third.buffer, first.buffer)
  assert.equal(third.length, 900_000)
  // Twice given is given once.
  pool.give(third)
  pool.give(third)
  assert.notEqual(pool.take(900_000).buffer, pool.take(900_000).buffer)
})

test('small replies, very large ones and strangers are not kept', () => {
  const pool = createReplyPool()
  for (const size of [100, 5 * 1024 * 1024]) {
    const reply = pool.take(size)
    pool.give(reply)
    assert.notEqual(pool.take(size).buffer, reply.buffer)
  }
  const stranger = Buffer.allocUnsafeSlow(1_000_000)
  pool.give(stranger)
  assert.notEqual(pool.take(1000).buffer, stranger.buffer)
})
