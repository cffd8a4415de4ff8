'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { setUrl, urlEvent, urlNow, useUrlState } from '#components/ui/url-state.ts'
import { useWait } from './use-wait.ts'

const leaving = ['pointerdown', 'focusout'] as const

/**
 * Text of a filter that is kept in the address. The router takes changes of the address in its own time, so what is typed lives here and the
 * address follows when the typing pauses; `rested` is what to ask the server for. A change of the address from elsewhere (back, a cleared filter) wins.
 */
export function useTyped(name: string): { text: string; setText: (text: string) => void; rested: string } {
  const [url] = useUrlState(name)
  const [text, show] = useState(url)
  /** What stands in the field and in the address, this moment: React tells of it later. */
  const now = useRef({ typed: url, sent: url })
  const setText = useCallback((typed: string) => {
    now.current.typed = typed
    show(typed)
  }, [])
  const rested = useWait(text, 150)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the text is a new wait.
  useEffect(() => {
    const page = window.location.pathname
    const write = () => {
      const { typed, sent } = now.current
      if (typed === sent || window.location.pathname !== page) return
      now.current.sent = typed
      setUrl({ [name]: typed || null })
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
      const sent = urlNow(name)
      if (sent === now.current.sent) return
      now.current.sent = sent
      setText(sent)
    }
    read()
    window.addEventListener(urlEvent, read)
    return () => window.removeEventListener(urlEvent, read)
  }, [url, name, setText])
  return { text, setText, rested: rested.trim() }
}
