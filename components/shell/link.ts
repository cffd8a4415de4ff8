'use client'
import { useConnection } from '../feed/socket.ts'

/** The browser's line to the console, as the shell speaks of it. */
export interface Link {
  state: 'connecting' | 'up' | 'down'
  /** Why it is down, in a few words. */
  cause?: string
  nextTryAt?: number
  retry: () => void
}

export function useLink(): Link {
  return useConnection()
}
