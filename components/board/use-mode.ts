'use client'
import { type FocusEvent, useMemo, useRef, useState } from 'react'
import type { Row, Truth } from '#lib/protocol.ts'
import { type Mode, onScreen, waiting } from './hold.ts'

export interface Reading<V> {
  mode: Mode
  rows: readonly Row<V>[]
  say: string | undefined
  toggleHold: () => void
  /** Spread on the element that holds the rows. */
  guard: {
    onPointerEnter: () => void
    onPointerLeave: () => void
    onFocus: () => void
    onBlur: (event: FocusEvent<HTMLElement>) => void
  }
}

/** Keeps rows still while a pointer or the focus is among them, and everything still while held. */
export function useMode<V>(latest: readonly Row<V>[], truth: Truth | undefined, resetOn: string): Reading<V> {
  const [pointing, setPointing] = useState(false)
  const [focused, setFocused] = useState(false)
  const [held, setHeld] = useState(false)
  const mode: Mode = held ? 'held' : pointing || focused ? 'reading' : 'live'
  const shown = useRef<{ rows: readonly Row<V>[]; in: number; of: string }>({ rows: [], in: 0, of: resetOn })
  // A new question (sort, filter) is answered at once, also under the pointer and while held. Until its answer is there, the old rows are shown.
  // The rows of the rendering before: the answer may be there together with the question.
  const before = useRef(latest)
  const asked = useRef({ of: resetOn, over: latest })
  if (asked.current.of !== resetOn) asked.current = { of: resetOn, over: before.current }
  before.current = latest
  const answered = latest.length > 0 && latest !== asked.current.over
  const rows = shown.current.of === resetOn ? onScreen(mode, shown.current.rows, latest) : latest
  if (mode === 'live' || shown.current.of !== resetOn || shown.current.rows.length === 0)
    shown.current = { rows: latest, in: truth?.in ?? 0, of: answered ? resetOn : shown.current.of }
  const guard = useMemo(
    () => ({
      onPointerEnter: () => setPointing(true),
      onPointerLeave: () => setPointing(false),
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent<HTMLElement>) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    }),
    [],
  )
  return {
    mode,
    rows,
    say: waiting(mode, (truth?.in ?? 0) - shown.current.in),
    toggleHold: () => setHeld((was) => !was),
    guard,
  }
}
