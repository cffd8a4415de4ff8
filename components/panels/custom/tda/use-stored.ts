'use client'
import { useEffect, useState } from 'react'
import { get, sayProblem } from '#components/ui/api.ts'

export type Stored =
  | { state: 'none' }
  | { state: 'asking' }
  | { state: 'read'; m: unknown }
  | { state: 'error'; error: string }

/** A result that was too big for its message, read from where the console keeps such files. `null` asks for nothing. */
export function useStored(system: string, path: string | null): Stored {
  const [stored, setStored] = useState<Stored>({ state: 'none' })
  useEffect(() => {
    if (path === null) return setStored({ state: 'none' })
    let over = false
    setStored({ state: 'asking' })
    void get<{ content: unknown }>(`/api/systems/${system}/file?${new URLSearchParams({ path })}`).then((answer) => {
      if (over) return
      setStored(
        answer.ok ? { state: 'read', m: answer.value.content } : { state: 'error', error: sayProblem(answer.problem) },
      )
    })
    return () => {
      over = true
    }
  }, [system, path])
  return stored
}
