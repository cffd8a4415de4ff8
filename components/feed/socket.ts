'use client'
import { type Connection, createConnection } from './connection.ts'
import { createViewStore, type Timing, type ViewStore, type Wire } from './view-store.ts'

let made: { connection: Connection; store: ViewStore } | undefined

/** The page's one connection and its views; made at first use, in browsers only. */
export function feed(): { connection: Connection; store: ViewStore } {
  made ??= connect(createConnection(), browserTiming)
  return made
}

/** Ties a connection to a store of views. */
export function connect(connection: Connection, timing: Timing): { connection: Connection; store: ViewStore } {
  const { socket } = connection
  const wire: Wire = {
    connected: () => socket.connected,
    watch: (spec, cursor, reply) => void socket.emit('watch', spec, cursor, reply),
    unwatch: (view) => void socket.emit('unwatch', view),
    ack: (view, seq) => void socket.emit('ack', view, seq),
  }
  const store = createViewStore(wire, timing)
  socket.on('connect', store.up)
  socket.on('disconnect', store.look)
  socket.on('frame', store.frame)
  socket.on('heads', store.heads)
  const again = () => {
    store.look()
    timing.later(1000, again)
  }
  timing.later(1000, again)
  return { connection, store }
}

/** Before the next picture; in a hidden tab, where no pictures are drawn, soon. */
const browserTiming: Timing = {
  draw(run) {
    if (document.visibilityState === 'hidden') return void setTimeout(run, 100)
    let done = false
    const once = () => {
      if (done) return
      done = true
      clearTimeout(timer)
      run()
    }
    // A tab that is hidden between asking and drawing is never drawn: then the timer runs.
    const timer = setTimeout(once, 500)
    requestAnimationFrame(once)
  },
  later(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  now: Date.now,
}
