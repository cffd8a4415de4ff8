import net from 'node:net'
import tls from 'node:tls'
import type { ISocketFactory } from 'kafkajs'

/** Buffers that replies are put together in, to be used again: a new one of 2 MiB for each would have V8 tidy up its whole heap ten times a second. */
export interface ReplyPool {
  take: (size: number) => Buffer
  /** Nothing reads the reply any more. It may be any view of what `take` gave; others are passed over. */
  give: (reply: Buffer) => void
}

const KEEP_ALIVE_MS = 60_000
const SMALL = 64 * 1024
const STEP = 256 * 1024
/** A batch may be larger than what was asked for; such a buffer is not kept. */
const LARGEST = 4 * 1024 * 1024
/** One is being read while the next arrives, from each of a few brokers. */
const MOST_FREE = 6

export function createReplyPool(): ReplyPool {
  const lent = new WeakSet<ArrayBufferLike>()
  let free: ArrayBufferLike[] = []
  return {
    take(size) {
      if (size < SMALL || size > 4 + LARGEST) return Buffer.allocUnsafeSlow(size)
      let found = free.find((one) => one.byteLength >= size)
      if (found) free = free.filter((one) => one !== found)
      else found = Buffer.allocUnsafeSlow(Math.ceil(size / STEP) * STEP).buffer
      lent.add(found)
      return Buffer.from(found as ArrayBuffer, 0, size)
    },
    give({ buffer }) {
      if (!lent.delete(buffer)) return
      free.push(buffer)
      // The small ones go first: they are of no use once replies have become large.
      if (free.length > MOST_FREE) free = free.sort((a, b) => b.byteLength - a.byteLength).slice(0, MOST_FREE)
    },
  }
}

/** Puts pieces of a stream together to Kafka's frames: four bytes of length, and as many more. What claims to be very large comes in pieces, for it may be no Kafka at all. */
export function createFrames(pool: ReplyPool, onFrame: (frame: Buffer) => void): (piece: Buffer) => void {
  const head = Buffer.alloc(4)
  let headed = 0
  let frame: Buffer | undefined
  let filled = 0
  /** Bytes that are passed on as they come. */
  let left = 0

  function begin(): void {
    const length = head.readInt32BE()
    headed = 0
    if (length >= 0 && length <= LARGEST) {
      frame = pool.take(4 + length)
      filled = head.copy(frame)
    } else {
      left = length < 0 ? Number.POSITIVE_INFINITY : length
      onFrame(Buffer.from(head))
    }
  }

  return (piece) => {
    for (let at = 0; at < piece.length; ) {
      if (left > 0) {
        const part = Buffer.from(piece.subarray(at, at + left))
        left -= part.length
        at += part.length
        onFrame(part)
        continue
      }
      if (frame) {
        const copied = piece.copy(frame, filled, at)
        filled += copied
        at += copied
      } else {
        const copied = piece.copy(head, headed, at)
        headed += copied
        at += copied
        if (headed === 4) begin()
      }
      if (!frame || filled < frame.length) continue
      const whole = frame
      frame = undefined
      onFrame(whole)
    }
  }
}

/** Sockets for kafkajs that read into one buffer each, and tell of replies that are whole. */
export const wholeReplies =
  (pool: ReplyPool): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const frames = createFrames(pool, (frame) => socket.emit('data', frame))
    const onread = {
      buffer: Buffer.allocUnsafeSlow(STEP),
      callback(size: number, buffer: Uint8Array) {
        frames(Buffer.from(buffer.buffer, buffer.byteOffset, size))
        return true
      },
    }
    const named = net.isIP(host) ? {} : { servername: host }
    const socket: net.Socket = ssl
      ? tls.connect({ host, port, ...named, ...ssl, ...{ onread } }, onConnect)
      : net.connect({ host, port, onread }, onConnect)
    return socket.setKeepAlive(true, KEEP_ALIVE_MS)
  }
