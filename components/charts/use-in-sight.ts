'use client'
import { useEffect, useState } from 'react'

/** Whether the element with this id is on screen or near it: what is not need not be drawn. True until the browser has said otherwise. */
export function useInSight(id: string): boolean {
  const [inSight, setInSight] = useState(true)
  useEffect(() => {
    const element = document.getElementById(id)
    if (!element || typeof IntersectionObserver === 'undefined') return
    const watch = new IntersectionObserver((seen) => setInSight(seen.at(-1)?.isIntersecting ?? true), {
      rootMargin: '150px 0px',
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [id])
  return inSight
}
