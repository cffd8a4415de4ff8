'use client'
import { useState } from 'react'
import { useKeys } from '#components/shell/keys.ts'
import type { Opened } from '#components/ui/url-state.ts'

export interface ListKeys<R> {
  key: (row: R) => string
  open: (row: R) => void
  /** Where rows open in place: Esc closes the open one first. */
  opened?: Opened
  title: string
}

/** J, K and Enter over a list; Esc closes what is open, then lets the cursor go. */
export function useList<R>(rows: readonly R[], { key, open, opened, title }: ListKeys<R>): { cursor: string | null } {
  const [cursor, setCursor] = useState<string | null>(null)
  const at = rows.findIndex((row) => key(row) === cursor)
  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]
    if (!next) return
    setCursor(key(next))
    requestAnimationFrame(() =>
      document.querySelector(`[data-k="${CSS.escape(key(next))}"]`)?.scrollIntoView({ block: 'nearest' }),
    )
  }
  useKeys(
    {
      j: { say: 'Next row', run: () => move(1) },
      k: { say: 'Row before', run: () => move(-1) },
      enter: {
        say: 'Open',
        run: () => {
          const row = rows[at]
          if (!row) return false
          open(row)
        },
      },
      escape: () => {
        if (opened?.close()) return
        if (cursor === null) return false
        setCursor(null)
      },
    },
    { title, on: rows.length > 0 || Boolean(opened?.key) },
  )
  return { cursor }
}
