'use client'
import { useCallback, useRef, useState } from 'react'
import type { Row, Truth } from '#lib/protocol.ts'

/** Newest-first rows of a live list; while paused it keeps what was on screen and counts what waits. */
export function usePaused<V>(
  rows: readonly Row<V>[],
  truth: Truth | null | undefined,
): { rows: readonly Row<V>[]; paused: boolean; waiting: number; toggle: () => void } {
  const [paused, setPaused] = useState(false)
  const kept = useRef<{ rows: readonly Row<V>[]; in: number }>({ rows, in: 0 })
  if (!paused) kept.current = { rows, in: truth?.in ?? 0 }
  const toggle = useCallback(() => setPaused((was) => !was), [])
  return {
    rows: kept.current.rows,
    paused,
    waiting: paused ? Math.max(0, (truth?.in ?? 0) - kept.current.in) : 0,
    toggle,
  }
}
