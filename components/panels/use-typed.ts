'use client'
import { useEffect, useRef, useState } from 'react'
import { setUrl, urlEvent, urlNow, useUrlState } from '#components/ui/url-state.ts'
import { useWait } from './use-wait.ts'

const leaving = ['pointerdown', 'focusout'] as const

/**
 * Text of a filter that is kept in the address. The router takes changes of the address in its own time, so what is typed lives here and the
 * address follows when the typing pauses; `rested` is what to ask the server for. A change of the address from elsewhere (back, a cleared filter) wins.
 */
export function useTyped(name: string): { text: string; setText: (text: string) => void; rested: string } {
  const [url] = useUrlState(name)
  const [text, setText] = useState(url)
  const sent = useRef(url)
  const rested = useWait(text, 150)
  useEffect(() => {
    if (text === sent.current) return
    const page = window.location.pathname
    const write = () => {
      if (text === sent.current || window.location.pathname !== page) return
      sent.current = text
      setUrl({ [name]: text || null })
    }
    // Late: the router renders the page for it, and keys come first. A press elsewhere may lead to another page, and the address must not change after it.
    const timer = setTimeout(write, 500)
    for (const kind of leaving) window.addEventListener(kind, write, true)
    return () => {
      clearTimeout(timer)
      for (const kind of leaving) window.removeEventListener(kind, write, true)
    }
  }, [text, name])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address has changed, by Back or by a link.
  useEffect(() => {
    const read = () => {
      const now = urlNow(name)
      if (now === sent.current) return
      sent.current = now
      setText(now)
    }
    read()
    window.addEventListener(urlEvent, read)
    return () => window.removeEventListener(urlEvent, read)
  }, [url, name])
  return { text, setText, rested: rested.trim() }
}
