import type { Socket } from 'socket.io'
import { WebSocket } from 'ws'
import type { ClientEvents, Frame, ServerEvents } from '#lib/protocol.ts'

export type Peer = Socket<ClientEvents, ServerEvents>

/** A frame ready for any number of browsers: Socket.IO's packet, and the finished WebSocket frame around it. */
export interface Encoded {
  packet: string
  options: { preEncoded: true; wsPreEncodedFrame: unknown }
  bytes: number
}

/** Encodes once what many will get; this is what Socket.IO's own adapter does for a room, without the room. */
export function encode(frame: Frame): Encoded {
  const packet = `2["frame",${JSON.stringify(frame)}]`
  const data = Buffer.from(`4${packet}`)
  const how = { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true }
  const wsPreEncodedFrame = (WebSocket as unknown as WithSender).Sender.frame(data, how)
  return { packet, options: { preEncoded: true, wsPreEncodedFrame }, bytes: data.length }
}

export function send(peer: Peer, encoded: Encoded): void {
  ;(peer as unknown as WithEngine).client.writeToEngine([encoded.packet], { ...encoded.options })
}

/** Bytes and packets that wait on our side of the connection. */
export function queued(peer: Peer): { packets: number; bytes: number } {
  const { conn } = peer as unknown as WithEngine
  return { packets: conn.writeBuffer.length, bytes: conn.transport.socket?.bufferedAmount ?? 0 }
}

/** Ends the connection at once, whatever still waits on it. The browser sees a lost connection and may come back. */
export const hangUp = (peer: Peer): void => (peer as unknown as WithEngine).conn.close(true)

interface WithSender {
  Sender: { frame: (data: Buffer, options: object) => Buffer[] }
}
interface WithEngine {
  client: { writeToEngine: (packets: string[], options: object) => void }
  conn: {
    close: (discard: boolean) => void
    writeBuffer: unknown[]
    transport: { socket?: { bufferedAmount: number } }
  }
}
