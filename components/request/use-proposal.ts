'use client'
import { useEffect, useRef, useState } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { Form } from '#lib/contract.ts'

/** A form that is to be filled in does not wait longer for what it could begin with, ms. */
const patienceMs = 2000
const none: Record<string, unknown> = {}

/** The first values a form takes from its live view, as they are when it opens; null while they are asked for. */
export function useProposal({ proposes }: Form): Record<string, unknown> | null {
  const held = useRef(proposes ? null : none)
  const [late, setLate] = useState(false)
  const { data, error } = useView<never, unknown>(held.current ? null : (proposes?.view ?? null))
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (proposes && data) held.current ??= proposes.of(data)
  else if (error || late) held.current ??= none
  return held.current
}
