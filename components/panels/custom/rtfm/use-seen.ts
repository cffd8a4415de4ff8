'use client'
import { useCallback, useEffect, useState } from 'react'

const store = 'milena.chat-seen'

/** Up to when each channel was read in this browser, epoch ms; survives a reload where the browser lets it. */
export function useSeen(): { seen: Record<string, number>; see: (channel: string, at: number) => void } {
  const [seen, setSeen] = useState<Record<string, number>>({})
  // Read after the first picture, which the server has drawn without it.
  useEffect(() => {
    try {
      const kept = JSON.parse(localStorage.getItem(store) ?? '{}')
      if (kept && typeof kept === 'object') setSeen((was) => ({ ...kept, ...was }))
    } catch {
      // Without storage, reading begins with this page.
    }
  }, [])
  const see = useCallback((channel: string, at: number) => {
    setSeen((was) => {
      if ((was[channel] ?? 0) >= at) return was
      const next = { ...was, [channel]: at }
      try {
        localStorage.setItem(store, JSON.stringify(next))
      } catch {
        // The page knows it until it is closed.
      }
      return next
    })
  }, [])
  return { seen, see }
}
