import type { Channel } from './hub-channel.ts'
import { type Encoded, type Peer, queued, send } from './hub-wire.ts'

const maxFrames = 8
const maxBytes = 512 * 1024
const maxPeerBytes = 1024 * 1024
const maxPackets = 256
/** A browser that is behind and says nothing for this long is cut. */
const patienceMs = 30_000

/** What a connection may still be sent, over all its views. */
export interface Purse {
  peer: Peer
  bytes: number
  seats: Map<string, Seat>
}

/** One browser in one view: where it stands, and what it has not acknowledged. */
export interface Seat {
  purse: Purse
  channel: Channel
  /** Seq of the last frame sent to it. */
  at: number
  unacked: { seq: number; bytes: number }[]
  bytes: number
  /** Since when it is out of credit, epoch ms; 0 = it is not. */
  behind: number
  heard: number
}

export const takeSeat = (purse: Purse, channel: Channel, at: number): Seat => ({
  purse,
  channel,
  at,
  unacked: [],
  bytes: 0,
  behind: 0,
  heard: Date.now(),
})

/** Sends if there is credit and the frame builds on what the browser has; otherwise the seat is behind until it acknowledges. */
export function offer(seat: Seat, frame: { seq: number; prev: number; encoded: Encoded }): boolean {
  if (seat.behind > 0 || seat.at !== frame.prev) return false
  if (!hasCredit(seat, frame.encoded.bytes)) {
    seat.behind = Date.now()
    return false
  }
  give(seat, frame.seq, frame.encoded.bytes)
  send(seat.purse.peer, frame.encoded)
  return true
}

function hasCredit(seat: Seat, bytes: number): boolean {
  // The first frame always goes, however big: otherwise a big view could never be seen.
  if (seat.unacked.length > 0 && (seat.unacked.length >= maxFrames || seat.bytes + bytes > maxBytes)) return false
  if (seat.purse.bytes > 0 && seat.purse.bytes + bytes > maxPeerBytes) return false
  const waiting = queued(seat.purse.peer)
  return waiting.packets < maxPackets && waiting.bytes < maxPeerBytes
}

/** Books what was sent to the browser, by whatever road. */
export function give(seat: Seat, seq: number, bytes: number): void {
  seat.at = seq
  seat.unacked.push({ seq, bytes })
  seat.bytes += bytes
  seat.purse.bytes += bytes
}

/** The browser has drawn up to `seq`. A number it was never sent is not believed. */
export function acknowledge(seat: Seat, seq: number): void {
  if (seq > seat.at) return
  seat.heard = Date.now()
  let freed = 0
  while (seat.unacked.length > 0 && seat.unacked[0]!.seq <= seq) freed += seat.unacked.shift()!.bytes
  seat.bytes -= freed
  seat.purse.bytes -= freed
}

/** Whether a seat that is behind may have the newest state now. */
export const mayCatchUp = (seat: Seat): boolean =>
  seat.behind > 0 &&
  seat.unacked.length <= maxFrames / 2 &&
  seat.bytes <= maxBytes / 2 &&
  seat.purse.bytes <= maxPeerBytes / 2

export const lostPatience = (seat: Seat, now: number): boolean =>
  seat.behind > 0 && now - Math.max(seat.behind, seat.heard) > patienceMs

export function leaveSeat(seat: Seat): void {
  seat.purse.bytes -= seat.bytes
  seat.purse.seats.delete(seat.channel.id)
  seat.channel.leave(seat)
}
