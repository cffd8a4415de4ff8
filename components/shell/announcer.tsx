'use client'
import { useEffect, useState } from 'react'

let tell: ((text: string) => void) | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let last = 0

/** Reads a count or a change out politely: the newest of a burst, after 250 ms of quiet, and at most every 5 s. */
export function announce(text: string): void {
  clearTimeout(timer)
  timer = setTimeout(
    () => {
      last = Date.now()
      tell?.(text)
    },
    Math.max(250, last + 5000 - Date.now()),
  )
}

/** The one live region of the page; mounted by the shell. */
export function Announcer() {
  const [text, setText] = useState('')
  useEffect(() => {
    tell = setText
    return () => {
      tell = null
    }
  }, [])
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {text}
    </p>
  )
}
