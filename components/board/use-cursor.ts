'use client'
import { type RefObject, useCallback, useState } from 'react'
import type { Row } from '#lib/protocol.ts'
import { reveal } from './window.ts'

const head = 31

/** The row under J and K. Moving scrolls it into sight and gives it the focus, so that rows hold still around it. */
export function useCursor(rows: readonly Row[], box: RefObject<HTMLElement | null>, rowHeight: number) {
  const [cursor, setCursor] = useState<string | null>(null)
  const move = useCallback(
    (step: 1 | -1) => {
      const at = rows.findIndex((row) => row.k === cursor)
      const to = Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))
      const next = rows[to]
      const el = box.current
      if (!next || !el) return
      setCursor(next.k)
      el.scrollTop = reveal(to, el.scrollTop, { height: el.clientHeight, row: rowHeight, head })
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          el
            .querySelector<HTMLElement>(`[data-k="${CSS.escape(next.k)}"]`)
            ?.focus({ preventScroll: el.scrollHeight > el.clientHeight }),
        ),
      )
    },
    [rows, cursor, box, rowHeight],
  )
  const leave = useCallback(() => {
    if (cursor === null) return false
    setCursor(null)
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return true
  }, [cursor])
  return { cursor, setCursor, move, leave }
}
