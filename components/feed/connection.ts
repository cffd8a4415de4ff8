import { io, type Socket } from 'socket.io-client'
import type { ClientEvents, ServerEvents } from '#lib/protocol.ts'

export interface ConnectionState {
  state: 'connecting' | 'up' | 'down'
  /** Why it is down, in a few words. */
  cause?: string
  /** epoch ms */
  nextTryAt?: number
  /** Tries now instead of then. */
  retry: () => void
}

export interface Connection {
  socket: Socket<ServerEvents, ClientEvents>
  get: () => ConnectionState
  subscribe: (listener: () => void) => () => void
  close: () => void
}

const firstMs = 500
const mostMs = 5000

/** One connection to the console, over WebSocket only. It comes back by itself, with jitter so that a thousand browsers do not come at once. */
export function createConnection(url?: string, random: () => number = Math.random): Connection {
  // Our own retries, because the library does not say when its next one is.
  const options = { transports: ['websocket'], reconnection: false, forceNew: true, timeout: 10_000 }
  const socket: Socket<ServerEvents, ClientEvents> = url ? io(url, options) : io(options)
  const listeners = new Set<() => void>()
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let comeBackMs: number | undefined
  let closed = false

  const retry = () => {
    if (closed || socket.connected) return
    clearTimeout(timer)
    set({ state: 'connecting', retry })
    socket.connect()
  }
  let state: ConnectionState = { state: 'connecting', retry }
  function set(next: ConnectionState): void {
    state = next
    for (const listener of listeners) listener()
  }
  function later(cause: string): void {
    if (closed) return
    const delay = comeBackMs ?? Math.min(mostMs, firstMs * 2 ** Math.min(tries, 10))
    comeBackMs = undefined
    tries++
    const wait = Math.round(delay * (0.5 + random()))
    clearTimeout(timer)
    timer = setTimeout(retry, wait)
    set({ state: 'down', cause, nextTryAt: Date.now() + wait, retry })
  }

  socket.on('connect', () => {
    tries = 0
    set({ state: 'up', retry })
  })
  socket.on('bye', (afterMs) => {
    comeBackMs = afterMs
  })
  socket.on('disconnect', (reason) =>
    later(comeBackMs ? 'the console is restarting' : (causes[reason] ?? 'the connection was lost')),
  )
  socket.on('connect_error', () => later('the console does not answer'))

  return {
    socket,
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      clearTimeout(timer)
      socket.close()
    },
  }
}

const causes: Record<string, string> = {
  'io server disconnect': 'the console closed the connection',
  'ping timeout': 'the console fell silent',
  'transport close': 'the connection was lost',
  'transport error': 'the connection broke',
}
