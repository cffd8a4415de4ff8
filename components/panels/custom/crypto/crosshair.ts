'use client'
import { useSyncExternalStore } from 'react'

/** The candle that is looked at, by its time: one for all charts of the page. */
let at: number | null = null
const listeners = new Set<() => void>()

export function lookAt(t: number | null): void {
  if (t === at) return
  at = t
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useCrosshair = (): number | null =>
  useSyncExternalStore(
    subscribe,
    () => at,
    () => null,
  )
