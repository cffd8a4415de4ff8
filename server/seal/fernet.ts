import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** https://github.com/fernet/spec: `0x80 | time, 8 bytes | IV, 16 bytes | AES-128-CBC | HMAC-SHA256, 32 bytes`, all base64url. */
const version = 0x80
const headBytes = 1 + 8 + 16
const macBytes = 32
/** A token from the future by more than this was made by a wrong clock, or by someone who tries something. */
const skewSeconds = 60

export interface FernetKey {
  sign: Buffer
  encrypt: Buffer
}

/** 32 bytes as base64url (or base64), or undefined when the text is no key. */
export function readKey(text: string): FernetKey | undefined {
  const bytes = bytesOf(text.trim())
  return bytes?.length === 32 ? { sign: bytes.subarray(0, 16), encrypt: bytes.subarray(16) } : undefined
}

/** `time` in seconds since 1970; `iv` only for tests. */
export function encrypt(
  key: FernetKey,
  text: string | Buffer,
  { time = Math.floor(Date.now() / 1000), iv = randomBytes(16) }: { time?: number; iv?: Buffer } = {},
): string {
  const head = Buffer.alloc(headBytes)
  head[0] = version
  head.writeBigUInt64BE(BigInt(time), 1)
  iv.copy(head, 9)
  const cipher = createCipheriv('aes-128-cbc', key.encrypt, iv)
  const signed = Buffer.concat([head, cipher.update(text), cipher.final()])
  const token = Buffer.concat([signed, mac(key, signed)]).toString('base64url')
  // Fernet keeps the padding that Node's base64url leaves out.
  return token.padEnd(Math.ceil(token.length / 4) * 4, '=')
}

export type Opened =
  | { ok: true; bytes: Buffer; time: number }
  | { ok: false; why: 'not a token' | 'wrong key' | 'too old' | 'from the future' }

/** With `ttl` (seconds) also how old the token may be and how far in the future, as of `now`; without it its time does not matter. */
export function decrypt(key: FernetKey, token: string, limits?: { ttl: number; now: number }): Opened {
  const bytes = bytesOf(token)
  const body = (bytes?.length ?? 0) - headBytes - macBytes
  if (!bytes || body < 16 || body % 16 !== 0 || bytes[0] !== version) return { ok: false, why: 'not a token' }
  const time = Number(bytes.readBigUInt64BE(1))
  const signed = bytes.subarray(0, -macBytes)
  if (!timingSafeEqual(mac(key, signed), bytes.subarray(-macBytes))) return { ok: false, why: 'wrong key' }
  if (limits && time + limits.ttl < limits.now) return { ok: false, why: 'too old' }
  if (limits && time > limits.now + skewSeconds) return { ok: false, why: 'from the future' }
  try {
    const decipher = createDecipheriv('aes-128-cbc', key.encrypt, bytes.subarray(9, headBytes))
    return { ok: true, bytes: Buffer.concat([decipher.update(signed.subarray(headBytes)), decipher.final()]), time }
  } catch {
    // Signed with this key, and yet the padding is wrong: whoever made it did not follow the format.
    return { ok: false, why: 'not a token' }
  }
}

const mac = (key: FernetKey, signed: Buffer): Buffer => createHmac('sha256', key.sign).update(signed).digest()

/** Strict base64url (either alphabet) with its padding: Node alone would pass over what does not belong. */
function bytesOf(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_\-+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  return Buffer.from(text, 'base64')
}
