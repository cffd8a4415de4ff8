'use client'
import { useEffect, useRef, useState } from 'react'
import { setUrl, useUrlState } from '#components/ui/url-state.ts'
import { useWait } from './use-wait.ts'

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
    if (rested === sent.current) return
    sent.current = rested
    setUrl({ [name]: rested || null })
  }, [rested, name])
  // A press elsewhere may lead to another page: the address must not change after it.
  useEffect(() => {
    const write = () => {
      if (text === sent.current) return
      sent.current = text
      setUrl({ [name]: text || null })
    }
    window.addEventListener('pointerdown', write, true)
    return () => window.removeEventListener('pointerdown', write, true)
  }, [text, name])
  useEffect(() => {
    if (url === sent.current) return
    sent.current = url
    setText(url)
  }, [url])
  return { text, setText, rested: rested.trim() }
}
