import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'

const mechanisms = { 'SCRAM-SHA-256': [1, 'sha256', 32], 'SCRAM-SHA-512': [2, 'sha512', 64] } as const
const iterations = 4096

/** Gives a broker without rights a SCRAM user: AlterUserScramCredentials v0, which kafkajs does not have, for tests of guarded listeners. */
export async function addScramUser(
  port: number,
  user: { name: string; password: string; mechanism: keyof typeof mechanisms },
): Promise<void> {
  const [code, hash, length] = mechanisms[user.mechanism]
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(user.password, salt, iterations, length, hash)
  const one = [text(user.name), byte(code), int32(iterations), text(salt), text(salted), byte(0)]
  // Header: key 51, version 0, correlation 1, no client id, no tags. Body: no deletions, one upsertion, no tags.
  const request = Buffer.concat([int16(51), int16(0), int32(1), int16(-1), byte(0), byte(1), byte(2), ...one, byte(0)])
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write(Buffer.concat([int32(request.length), request]))
    let answer = Buffer.alloc(0)
    while (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) {
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      answer = Buffer.concat([answer, chunk])
    }
    // Size, correlation, tags, throttle, count of results, the name again, and then what came of it.
    const at = 4 + 4 + 1 + 4 + 1 + (answer[13 + 1] ?? 0)
    const error = answer.readInt16BE(at)
    if (error !== 0) throw new Error(`Kafka did not take the SCRAM user: error ${error}`)
  } finally {
    socket.destroy()
  }
}

const byte = (n: number): Buffer => Buffer.from([n])
const int16 = (n: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(n)
  return bytes
}
const int32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(n)
  return bytes
}
/** Compact: its length plus one before it; shorter than 127 bytes here. */
const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([byte(bytes.length + 1), bytes])
}
