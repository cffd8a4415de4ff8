'use client'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Info } from './icons.tsx'

const HIDDEN = 'milena.notices'

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(HIDDEN) ?? '[]')
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : []
  } catch {
    return []
  }
}

/** What the operator should know once: read-only rights, clamped replication. One quiet line each; a dismissed one stays away until its text changes. */
export function Notices({ notices }: { notices: readonly string[] }) {
  const [hidden, setHidden] = useState<string[] | null>(null)
  useEffect(() => setHidden(read()), [])
  const shown = hidden ? notices.filter((text) => !hidden.includes(text)) : []
  if (shown.length === 0) return null
  const hide = (text: string) => {
    const next = [...read(), text].slice(-50)
    setHidden(next)
    try {
      localStorage.setItem(HIDDEN, JSON.stringify(next))
    } catch {
      // Without storage it stays away until the next load.
    }
  }
  return (
    <ul className="quiet-notices" aria-label="Good to know">
      {shown.map((text) => (
        <li key={text}>
          <Info />
          <span>{text}</span>
          <Button look="quiet" onClick={() => hide(text)} aria-label={`Dismiss: ${text}`}>
            Dismiss
          </Button>
        </li>
      ))}
    </ul>
  )
}
