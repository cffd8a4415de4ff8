'use client'
import { type RefObject, useCallback, useEffect, useState } from 'react'
import { type Span, visible } from './window.ts'

/** Which rows of a scrolling box to draw. Rows have one height; state changes only when the span does. */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): Span {
  const [span, setSpan] = useState<Span>({ from: 0, to: 40 })
  const measure = useCallback(() => {
    const el = box.current
    if (!el) return
    const next = visible(el.scrollTop, el.clientHeight, { height: rowHeight, count, spare: 8 })
    setSpan((was) => (was.from === next.from && was.to === next.to ? was : next))
  }, [box, count, rowHeight])
  useEffect(() => {
    const el = box.current
    if (!el) return
    measure()
    el.addEventListener('scroll', measure, { passive: true })
    const resized = new ResizeObserver(measure)
    resized.observe(el)
    return () => {
      el.removeEventListener('scroll', measure)
      resized.disconnect()
    }
  }, [box, measure])
  return span
}
