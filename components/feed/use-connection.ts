'use client'
import { useSyncExternalStore } from 'react'
import type { ConnectionState } from './connection.ts'
import { feed } from './socket.ts'

const atServer: ConnectionState = { state: 'connecting', retry: () => {} }

/** The state of the page's connection to the console. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(
    subscribe,
    () => feed().connection.get(),
    () => atServer,
  )
}

const subscribe = (listener: () => void) => feed().connection.subscribe(listener)
