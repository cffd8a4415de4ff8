'use client'
import { useRef } from 'react'

/** While a changed question is being answered, the last answer stays on screen: no blank, no lost focus. */
export function useLast<V extends { state: string }>(view: V): V {
  const last = useRef<V | null>(null)
  if (view.state !== 'loading') last.current = view
  return last.current ?? view
}
