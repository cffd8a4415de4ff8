'use client'
import { useEffect } from 'react'
import { useConnection } from '../feed/use-connection.ts'

const KEY = 'milena.reloaded'
const pauseMs = 10_000

/** Whether a part of the page could not be fetched: the console was away, or is a newer one that has other files. */
const isMissing = (error: Error): boolean => error.name === 'ChunkLoadError' || /load chunk/i.test(error.message)

/** After such an error the page is loaded anew as soon as the console answers, at most once in ten seconds. True when that is awaited. */
export function useReload(error: Error): boolean {
  const { state } = useConnection()
  const missing = isMissing(error)
  useEffect(() => {
    if (!missing || state !== 'up') return
    let gone = false
    // Asked first, because a page that is loaded from nobody cannot come back by itself.
    fetch('/healthz').then(
      (answer) => {
        if (gone || !answer.ok || !mayReload()) return
        window.location.reload()
      },
      () => {},
    )
    return () => {
      gone = true
    }
  }, [missing, state])
  return missing
}

function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY))
    if (Date.now() - last < pauseMs) return false
    sessionStorage.setItem(KEY, String(Date.now()))
    return true
  } catch {
    // Without storage nobody could tell a second time from the first.
    return false
  }
}
