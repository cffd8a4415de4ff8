import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import type { System } from '#lib/contract.ts'
import { emptyFold, fold, rowsOf } from '#lib/feed/fold.ts'
import { capOf } from '#lib/feed/limits.ts'
import { type ClientEvents, type Cursor, type Frame, type ServerEvents, type ViewSpec, viewId } from '#lib/protocol.ts'
import type { Raw } from '#server/ports.ts'
import { createFeed } from './feed.ts'
import { createHub } from './hub.ts'
import { openIndex } from './index-store.ts'

const silent = pino({ level: 'silent' })

const message = z.looseObject({ id: z.string(), score: z.number(), level: z.string().optional() })

/** A small made-up system: readings of sensors with a score. */
export const sensors: System = {
  id: 'sensors',
  title: 'Sensors',
  blurb: 'For tests.',
  topics: [
    {
      name: 'readings',
      title: 'Readings',
      noun: 'reading',
      role: 'ledger',
      message,
      key: (m) => m.id,
      settings: { partitions: 1, replication: 1, config: {} },
      columns: [],
      tombstones: true,
    },
    {
      name: 'notes',
      title: 'Notes',
      noun: 'note',
      role: 'gauge',
      message: z.looseObject({ about: z.string() }),
      key: () => null,
      settings: { partitions: 1, replication: 1, config: {} },
      columns: [],
    },
  ],
  boards: [
    {
      id: 'sensors',
      title: 'Sensors',
      noun: 'sensor',
      topic: 'readings',
      key: (m) => m.id,
      rank: (m) => m.score,
      level: (m) => m.level ?? 'low',
      levels: [
        { id: 'high', title: 'High', tone: 'high', mark: '▲' },
        { id: 'low', title: 'Low', tone: 'low', mark: '▽' },
      ],
      trend: (m) => m.score,
      columns: [],
      sorts: { name: (m) => m.id },
    },
  ],
  measures: [
    {
      id: 'score',
      title: 'Score',
      topic: 'readings',
      value: (m) => m.score,
      split: (m) => m.level ?? 'low',
      bins: [0, 0.25, 0.5, 0.75, 1],
    },
  ],
  entity: {
    noun: 'Sensor',
    board: 'sensors',
    topics: [{ topic: 'readings' }, { topic: 'notes', key: (m) => m.about }],
  },
}

export function raw(offset: number, value: unknown, more: Partial<Raw> = {}): Raw {
  return {
    topic: 'readings',
    partition: 0,
    offset: String(offset),
    timestamp: Date.now(),
    key: null,
    value: value === null ? null : Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
    ...more,
  }
}
export const reading = (offset: number, id = `s${offset}`, score = 0.5): Raw => raw(offset, { id, score })

/** A folder that is gone afterwards. */
export function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'milena-feed-test-'))
  return { dir, file: join(dir, 'index.db'), [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Feed and hub on a port of their own, an array where Kafka would be. `close` ends it in good order; disposal also. */
export async function startFeed(options: { file: string; port?: number; boot?: string; maxMb?: number }) {
  const server = createServer()
  const hub = createHub({ server, boot: options.boot ?? 'one', log: silent, allow: () => true })
  const index = openIndex({ file: options.file, maxMb: options.maxMb ?? 64 })
  const feed = createFeed({ systems: [sensors], index, hub, log: silent })
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await hub.close()
    await feed.close()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return { hub, feed, index, port, url: `http://127.0.0.1:${port}`, close, [Symbol.asyncDispose]: close }
}

export type BrowserSocket = Socket<ServerEvents, ClientEvents>

/** A browser that watches one view the way the page does, and keeps all frames it got. */
export function openBrowser(url: string, spec: ViewSpec, { acks = true } = {}) {
  const socket: BrowserSocket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 100,
  })
  const state = emptyFold()
  const view = viewId(spec)
  const frames: Frame[] = []
  const got: Frame[] = []
  let cursor: Cursor | null = null
  let replies = 0
  const take = (frame: Frame) => {
    frames.push(frame)
    const fits = frame.full || (cursor?.boot === frame.boot && frame.prev === cursor.seq)
    if (!fits) return
    got.push(frame)
    fold(state, frame, capOf(spec))
    cursor = { boot: frame.boot, seq: frame.seq }
    if (acks) socket.emit('ack', view, frame.seq)
  }
  socket.on('frame', take)
  socket.on('connect', () =>
    socket.emit('watch', spec, cursor, (reply) => {
      replies++
      if (reply.ok) take(reply.frame)
    }),
  )
  return {
    socket,
    frames,
    /** Frames that were applied. */
    got,
    state,
    view,
    rows: () => rowsOf(state),
    keys: () => rowsOf(state).map((row) => row.k),
    truth: () => got.at(-1)?.truth,
    replies: () => replies,
    [Symbol.dispose]: () => void socket.close(),
  }
}
