import { io, type Socket } from 'socket.io-client'
import { type ClientEvents, type Frame, type ServerEvents, type ViewSpec, viewId } from '#lib/protocol.ts'

export interface Watcher {
  socket: Socket<ServerEvents, ClientEvents>
  frames: () => number
  withoutTruth: () => number
  close: () => void
}

/** A browser as the server sees one: watches a view, acknowledges every frame, hands each to `onFrame`. */
export function watch(url: string, spec: ViewSpec, onFrame: (frame: Frame) => void): Promise<Watcher> {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { transports: ['websocket'], forceNew: true })
  const view = viewId(spec)
  let frames = 0
  let withoutTruth = 0
  socket.on('frame', (frame) => {
    frames++
    if (typeof frame.truth?.in !== 'number') withoutTruth++
    onFrame(frame)
    socket.emit('ack', view, frame.seq)
  })
  return new Promise((resolve, reject) => {
    socket.once('connect_error', reject)
    socket.once('connect', () =>
      socket.emit('watch', spec, null, (reply) => {
        if (!reply.ok) return reject(new Error(reply.error))
        onFrame(reply.frame)
        socket.emit('ack', view, reply.frame.seq)
        resolve({ socket, frames: () => frames, withoutTruth: () => withoutTruth, close: () => void socket.close() })
      }),
    )
  })
}
