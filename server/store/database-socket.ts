import { createServer, type ListenOptions, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'

/** Requests before the first message, told by the number that follows their length. */
const SSL = 80877103
const GSS = 80877104
const CANCEL = 80877102
/** A message that claims more is a mistake or an attack. */
const LARGEST = 64 * 1024 * 1024
const CONNECTIONS = 50
/** Messages after which the client waits for an answer: Query, Sync, Flush, FunctionCall, CopyDone, CopyFail. */
const ASKS = new Set([...'QSHFcf'].map((letter) => letter.charCodeAt(0)))
const TERMINATE = 'X'.charCodeAt(0)
/** `ReadyForQuery` with nothing open, the end of an answer. */
const IDLE = Buffer.from('Z\0\0\0\x05I', 'latin1')
const rollback = Buffer.from('Q\0\0\0\rROLLBACK\0', 'latin1')

interface Turn {
  socket: Socket
  /** Messages up to one that asks; undefined: the client has gone. */
  asks?: Buffer
}

/**
 * Serves a PGlite at a Unix socket or a port, by PostgreSQL's frontend/backend protocol 3.0 without TLS and cancelling. PGlite has one session for all: a client keeps it
 * from its first message until the server says it is idle, so that statements and transactions of several clients do not mix. Named prepared statements are shared.
 * `onBroken`: the database itself failed (an SQL error is an answer); nothing is served any more.
 */
export async function serveSocket(
  db: Pick<PGlite, 'execProtocolRawStream'>,
  at: Pick<ListenOptions, 'path' | 'port' | 'host'>,
  onBroken: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const waiting: Turn[] = []
  const sockets = new Set<Socket>()
  let holder: Socket | undefined
  let busy: Promise<void> | undefined
  let closed = false

  async function answer(socket: Socket, asks: Buffer): Promise<void> {
    let end = Buffer.alloc(0)
    socket.cork()
    await db.execProtocolRawStream(asks, {
      onRawData(data) {
        // The view is the database's own memory.
        const copy = Buffer.from(data)
        end =
          copy.length >= IDLE.length ? copy.subarray(-IDLE.length) : Buffer.concat([end, copy]).subarray(-IDLE.length)
        if (socket.writable) socket.write(copy)
      },
    })
    socket.uncork()
    holder = end.equals(IDLE) ? undefined : socket
  }
  /** Who goes with the session open gives it back: the first message ends a COPY, if there is one, the second the transaction. */
  async function leave(socket: Socket): Promise<void> {
    await answer(socket, rollback)
    if (holder) await answer(socket, rollback)
    holder = undefined
  }
  async function work(): Promise<void> {
    for (;;) {
      const next = holder ? waiting.findIndex(({ socket }) => socket === holder) : 0
      const [turn] = next < 0 ? [] : waiting.splice(next, 1)
      if (!turn) return
      if (turn.asks) await answer(turn.socket, turn.asks)
      else if (holder) await leave(turn.socket)
    }
  }
  function enqueue(turn: Turn): void {
    if (closed) return
    waiting.push(turn)
    busy ??= work()
      .catch(onBroken)
      .finally(() => {
        busy = undefined
      })
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    let greeted = false
    let rest: Buffer = Buffer.alloc(0)
    /** Length of the first whole message in `from` on; 0: not all of it is there. */
    const whole = (from: number): number => {
      const head = greeted ? 1 : 0
      if (rest.length < from + head + 4) return 0
      const length = head + rest.readUInt32BE(from + head)
      if (length > LARGEST || length < head + 4) {
        socket.destroy()
        return 0
      }
      return rest.length >= from + length ? length : 0
    }
    function greet(length: number): void {
      const code = length >= 8 ? rest.readUInt32BE(4) : 0
      const message = rest.subarray(0, length)
      rest = rest.subarray(length)
      if (code === SSL || code === GSS) return void socket.write('N')
      if (code === CANCEL) return void socket.destroy()
      greeted = true
      enqueue({ socket, asks: message })
    }
    socket.on('data', (data: Buffer) => {
      rest = rest.length ? Buffer.concat([rest, data]) : data
      while (!greeted) {
        const length = whole(0)
        if (!length) return
        greet(length)
        if (socket.destroyed) return
      }
      let asked = 0
      for (let at = 0, length = whole(0); length; length = whole(at)) {
        const type = rest[at]!
        // What was asked before has been taken; nothing more is read.
        if (type === TERMINATE) {
          socket.end()
          break
        }
        at += length
        if (!ASKS.has(type)) continue
        enqueue({ socket, asks: rest.subarray(asked, at) })
        asked = at
      }
      rest = rest.subarray(asked)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      enqueue({ socket })
    })
  })
  server.maxConnections = CONNECTIONS
  await new Promise<void>((done, reject) => server.once('error', reject).listen(at, done))
  return {
    async [Symbol.asyncDispose]() {
      closed = true
      server.close()
      for (const socket of sockets) socket.destroy()
      await busy
    },
  }
}
