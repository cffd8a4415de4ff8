import { z } from 'zod'
import type { Log } from '../log.ts'
import { createAllowance, hubLimits } from './hub-limits.ts'
import { acknowledge, give, leaveSeat, lostPatience, mayCatchUp, type Purse, type Seat, takeSeat } from './hub-seat.ts'
import type { createViews } from './hub-views.ts'
import { hangUp, send } from './hub-wire.ts'

const Cursor = z.object({ boot: z.string().max(128), seq: z.number().int().min(0) }).nullable()
const Ack = z.tuple([z.string().max(8192), z.number().int().min(0)])

export interface PeerDeps {
  views: ReturnType<typeof createViews>
  log: Log
  onSent: (frames: number, bytes: number) => void
  onCut: () => void
}

/** Listens to one browser. Whatever it sends is judged: what is malformed gets an error or no answer, who sends too much is cut. */
export function seatBrowser(purse: Purse, { views, log, onSent, onCut }: PeerDeps): void {
  const { peer, seats } = purse
  const asks = createAllowance(hubLimits.asksPerSecond, hubLimits.asksBurst)
  const acks = createAllowance(hubLimits.acksPerSecond, hubLimits.acksBurst)

  let cut = false
  peer.use(([event], next) => {
    if (cut) return
    if ((event === 'ack' ? acks : asks).take()) return next()
    log.warn({ address: peer.handshake.address }, 'a browser sends too much and is cut')
    cut = true
    onCut()
    hangUp(peer)
  })
  peer.on('error', (error) => log.debug({ err: error }, 'a browser sent something that is no event'))

  peer.on('watch', (...args: unknown[]) => {
    const [spec, cursor, reply] = args
    if (typeof reply !== 'function') return
    const frame = watch(spec, cursor)
    reply(typeof frame === 'string' ? { ok: false, error: frame } : { ok: true, frame })
  })
  peer.on('unwatch', (...args: unknown[]) => {
    const seat = typeof args[0] === 'string' ? seats.get(args[0]) : undefined
    if (seat) leave(seat)
  })
  peer.on('ack', (...args: unknown[]) => {
    const ack = Ack.safeParse(args)
    const seat = ack.success ? seats.get(ack.data[0]) : undefined
    if (!seat || !ack.success) return
    acknowledge(seat, ack.data[1])
    catchUp(seat, onSent)
  })
  peer.on('disconnect', () => {
    for (const seat of [...seats.values()]) leave(seat)
  })

  function watch(spec: unknown, at: unknown) {
    const cursor = Cursor.safeParse(at ?? null)
    if (!cursor.success) return 'Not a cursor: it has boot and seq.'
    const channel = views.get(spec)
    if (typeof channel === 'string') return channel
    const before = seats.get(channel.id)
    if (!before && seats.size >= hubLimits.viewsPerSocket) return `At most ${hubLimits.viewsPerSocket} views at a time.`
    if (purse.bytes > 1024 * 1024) return 'Too much is under way to this browser already.'
    const { frame, encoded } = channel.answer(cursor.data)
    const seat = before ?? takeSeat(purse, channel, frame.seq)
    seat.behind = 0
    seats.set(channel.id, seat)
    channel.join(seat)
    give(seat, frame.seq, encoded.bytes)
    onSent(1, encoded.bytes)
    return frame
  }

  function leave(seat: Seat): void {
    leaveSeat(seat)
    views.rest(seat.channel)
  }
}

/** A seat that was out of credit gets what it missed as one frame, or the newest state. */
function catchUp(seat: Seat, onSent: PeerDeps['onSent']): void {
  if (!mayCatchUp(seat)) return
  seat.behind = 0
  if (seat.at === seat.channel.seq()) return
  const { frame, encoded } = seat.channel.catchUp(seat.at)
  give(seat, frame.seq, encoded.bytes)
  send(seat.purse.peer, encoded)
  onSent(1, encoded.bytes)
}

/** Every second: helps who is behind and has room again, cuts who is behind and silent. Returns how many were cut. */
export function sweep(purses: Iterable<Purse>, onSent: PeerDeps['onSent']): number {
  const now = Date.now()
  let cut = 0
  for (const purse of purses) {
    const seats = [...purse.seats.values()]
    if (seats.some((seat) => lostPatience(seat, now))) {
      cut++
      hangUp(purse.peer)
    } else for (const seat of seats) catchUp(seat, onSent)
  }
  return cut
}
