import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzip, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { compressFrame, decompressFrameSync } from 'lz4-napi'

/** What a compressed batch may become at most; a small batch of zeros can stand for gigabytes. */
export const MOST_BYTES = 64 * 1024 * 1024
/** Above this a batch is opened off the main thread. */
const LARGE = 128 * 1024

const snappy = createRequire(import.meta.url)('snappyjs') as {
  compress: (data: Buffer) => Buffer
  uncompress: (data: Buffer, most: number) => Buffer
}

/** Opens the records of a batch. `codec` is the low 3 bits of its attributes. Throws or rejects when they are damaged or too large. */
export function open(codec: number, bytes: Buffer): Buffer | Promise<Buffer> {
  const limit = { maxOutputLength: MOST_BYTES }
  switch (codec) {
    case 0:
      return bytes
    case 1:
      return bytes.length > LARGE ? promisify(gunzip)(bytes, limit) : gunzipSync(bytes, limit)
    case 2:
      return openSnappy(bytes)
    case 3:
      return openLz4(bytes)
    case 4:
      return bytes.length > LARGE ? promisify(zstdDecompress)(bytes, limit) : zstdDecompressSync(bytes, limit)
    default:
      throw new Error(`codec ${codec} is not known`)
  }
}

const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])

/** Raw snappy, or the framing Java clients put around it: magic, two versions, then length and block each. */
function openSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(XERIAL)) return Buffer.from(snappy.uncompress(bytes, MOST_BYTES))
  const blocks: Buffer[] = []
  let total = 0
  for (let at = 16; at < bytes.length; ) {
    const length = bytes.readInt32BE(at)
    const block = snappy.uncompress(bytes.subarray(at + 4, at + 4 + length), MOST_BYTES - total)
    total += block.length
    blocks.push(block)
    at += 4 + length
  }
  return Buffer.concat(blocks, total)
}

const BLOCK_BYTES: Record<number, number> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 }

/** The LZ4 package has no limit of its own, so the frame's blocks are counted first: each becomes at most the frame's block size. */
function openLz4(bytes: Buffer): Buffer {
  if (bytes.readUInt32LE(0) !== 0x184d2204) throw new Error('not an LZ4 frame')
  const flags = bytes.readUInt8(4)
  const block = BLOCK_BYTES[(bytes.readUInt8(5) >> 4) & 7] ?? MOST_BYTES
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0)
  for (let most = 0; ; most += block) {
    const size = bytes.readUInt32LE(at) & 0x7fffffff
    if (size === 0) break
    if (most >= MOST_BYTES) throw new Error(`more than ${MOST_BYTES / 1_048_576} MiB when opened`)
    at += 4 + size + (flags & 16 ? 4 : 0)
  }
  return decompressFrameSync(bytes)
}

/** A batch that kafkajs itself could not open becomes records with these attributes instead, so that its consumer does not die of it (source-group.ts knows them). */
export const POISONED = 0x7f
const poisonedRecords = Buffer.concat(Array(200_000).fill(Buffer.from([0x0c, POISONED, 0, 0, 1, 1, 0])))

const forKafkajs = (type: number, pack: (bytes: Buffer) => Buffer | Promise<Buffer>) => () => ({
  compress: async (encoder: { buffer: Buffer }) => pack(encoder.buffer),
  decompress: async (bytes: Buffer) => {
    try {
      return await open(type, bytes)
    } catch {
      return poisonedRecords
    }
  },
})

const xerial = (bytes: Buffer): Buffer => {
  const head = Buffer.alloc(20)
  XERIAL.copy(head)
  head.writeInt32BE(1, 8)
  head.writeInt32BE(1, 12)
  const block = snappy.compress(bytes)
  head.writeInt32BE(block.length, 16)
  return Buffer.concat([head, block])
}

/** Teaches kafkajs the codecs it does not come with, and all of them our limit. */
export function registerCodecs(): void {
  // Not visible to Node as a named export of the CommonJS package.
  const { CompressionCodecs, CompressionTypes } = kafkajs
  // The quickest level: JSON becomes a tenth larger than by the usual one, in a third of the time.
  CompressionCodecs[CompressionTypes.GZIP] = forKafkajs(CompressionTypes.GZIP, (bytes) =>
    promisify<Buffer, object, Buffer>(gzip)(bytes, { level: 1 }),
  )
  CompressionCodecs[CompressionTypes.Snappy] = forKafkajs(CompressionTypes.Snappy, xerial)
  CompressionCodecs[CompressionTypes.LZ4] = forKafkajs(CompressionTypes.LZ4, (bytes) => compressFrame(bytes))
  CompressionCodecs[CompressionTypes.ZSTD] = forKafkajs(CompressionTypes.ZSTD, promisify(zstdCompress))
}
