import type { Server as HttpServer, IncomingMessage, RequestListener } from 'node:http'
import { Server } from 'socket.io'
import type { ClientEvents, ServerEvents, ViewSpec } from '#lib/protocol.ts'
import type { Body, MakeView } from '#server/ports.ts'
import type { Log } from '../log.ts'
import { createDelivery } from './hub-deliver.ts'
import { hubLimits } from './hub-limits.ts'
import { createPace } from './hub-pace.ts'
import { seatBrowser, sweep } from './hub-peer.ts'
import type { Purse } from './hub-seat.ts'
import { createViews } from './hub-views.ts'
import { queued } from './hub-wire.ts'

export interface HubStats {
  sockets: number
  views: number
  subscriptions: number
  frames: number
  bytes: number
  /** Browsers cut because they were behind and silent, or asked too much. */
  cut: number
  refused: number
  behind: number
  /** Bytes sent and not acknowledged, over all browsers. */
  unacknowledged: number
  /** The most of that for any one browser. */
  heldMost: number
  /** p99 over the last second, ms. */
  loopDelayMs: number
}

export interface Hub {
  provide: (kind: ViewSpec['kind'], make: MakeView) => void
  /** What a browser that watches `spec` would get first; a sentence when there is no such view. */
  read: (spec: ViewSpec) => Body | string
  io: Server<ClientEvents, ServerEvents>
  stats: () => HubStats
  close: () => Promise<void>
}

/** Answers at once with a boolean, or later through `done`, as Socket.IO's `allowRequest` does. */
export type Allow = (req: IncomingMessage, done: (error: string | null, allowed: boolean) => void) => boolean | void

export interface HubDeps {
  server: HttpServer
  /** Names this process: a cursor of another boot is answered by a snapshot. */
  boot: string
  log: Log
  allow: Allow
}

/** The browsers' door: who watches what, and what is sent when. Socket.IO on `/socket.io`, WebSocket only. */
export function createHub({ server, boot, log, allow }: HubDeps): Hub {
  const totals = { frames: 0, bytes: 0, cut: 0, refused: 0 }
  const purses = new Set<Purse>()
  const pace = createPace()
  const deliver = createDelivery()
  let seq = 0
  const onSent = (frames: number, bytes: number) => {
    totals.frames += frames
    totals.bytes += bytes
  }
  const views = createViews({ boot, log, pace, deliver, onSent, nextSeq: () => ++seq })

  const plain = server.listeners('request') as RequestListener[]
  const io = new Server<ClientEvents, ServerEvents>(server, {
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: hubLimits.frameBytes,
    destroyUpgrade: false,
    allowRequest(req, done) {
      if (purses.size >= hubLimits.sockets) {
        totals.refused++
        return done('too many browsers', false)
      }
      const said = allow(req, (error, allowed) => {
        if (!allowed) totals.refused++
        done(error, allowed)
      })
      if (typeof said !== 'boolean') return
      if (!said) totals.refused++
      done(said ? null : 'refused', said)
    },
  })
  // The engine would answer plain requests beside the server's own listeners, and both would write to one response.
  server.removeAllListeners('request')
  for (const listener of plain) server.on('request', listener)
  io.on('connection', (peer) => {
    const purse: Purse = { peer, bytes: 0, seats: new Map() }
    purses.add(purse)
    peer.on('disconnect', () => purses.delete(purse))
    seatBrowser(purse, { views, log, onSent, onCut: () => totals.cut++ })
  })

  const heads = setInterval(() => {
    const now = Date.now()
    deliver([...purses], ({ peer, seats }) => {
      if (seats.size > 0)
        peer.emit('heads', Object.fromEntries([...seats].map(([id, seat]) => [id, seat.channel.seq()])), now)
    })
  }, hubLimits.headsMs)
  const sweeper = setInterval(() => {
    totals.cut += sweep(purses, onSent)
  }, 1000)
  heads.unref()
  sweeper.unref()

  return {
    provide: views.provide,
    read: views.peek,
    io,
    stats() {
      const seats = [...purses].flatMap((purse) => [...purse.seats.values()])
      return {
        ...totals,
        sockets: purses.size,
        views: views.size(),
        subscriptions: seats.length,
        behind: seats.filter((seat) => seat.behind > 0).length,
        unacknowledged: [...purses].reduce((sum, purse) => sum + purse.bytes, 0),
        heldMost: [...purses].reduce((most, { bytes, peer }) => Math.max(most, bytes, queued(peer).bytes), 0),
        loopDelayMs: pace.delayMs(),
      }
    },
    async close() {
      clearInterval(heads)
      clearInterval(sweeper)
      io.emit('bye', 500)
      // One turn for the farewell to leave; the HTTP server is not ours to close.
      await new Promise((done) => setImmediate(done))
      // Not disconnectSockets: a browser that was sent away by name does not come back by itself.
      io.engine.close()
      views.close()
      pace.close()
    },
  }
}
