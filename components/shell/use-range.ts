'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Range } from '#lib/protocol.ts'
import { setUrl } from '../ui/url-state.ts'
import { parseRange, writeRange } from './range.ts'

let users = 0
const listeners = new Set<() => void>()
const changed = (by: number) => {
  users += by
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
/** Whether something on this page follows the range: the control shows only then. */
export const useRangeWanted = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => users > 0,
    () => false,
  )

/** The page's time range from `?range=`. A page that calls this gets the control in the top bar. */
export function useRange(): { range: Range; set: (range: Range) => void } {
  useEffect(() => {
    changed(1)
    return () => changed(-1)
  }, [])
  return useRangeState()
}

/** The same without asking for the control. */
export function useRangeState(): { range: Range; set: (range: Range) => void } {
  const text = useSearchParams().get('range')
  const range = useMemo(() => parseRange(text), [text])
  const set = useCallback((next: Range) => setUrl({ range: writeRange(next) || null }, true), [])
  return { range, set }
}
