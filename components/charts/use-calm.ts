'use client'
import { useEffect, useRef, useState } from 'react'

/** `value`, at most once per `ms`, and not at all while the tab is hidden or `still` is set. The first value and the last before a pause always come through. */
export function useCalm<T>(value: T, ms: number, still = false): T {
  const [shown, setShown] = useState(value)
  const latest = useRef(value)
  const last = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  latest.current = value
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is what asks for a commit.
  useEffect(() => {
    if (still || timer.current) return
    const commit = () => {
      timer.current = null
      if (document.hidden) {
        timer.current = setTimeout(commit, 500)
        return
      }
      last.current = performance.now()
      setShown(latest.current)
    }
    const wait = last.current + ms - performance.now()
    if (wait <= 0) commit()
    else timer.current = setTimeout(commit, wait)
  }, [value, still, ms])
  useEffect(() => {
    if (still && timer.current) {
      clearTimeout(timer.current)
      timer.current = null
    }
  }, [still])
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return shown
}
