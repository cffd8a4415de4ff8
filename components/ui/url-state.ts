'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/**
 * A piece of page state in the address: `[value, set]`. Setting the default (or '') takes it out. `push` makes it a step the back button undoes;
 * the default replaces, for typing.
 */
export function useUrlState(name: string, initial = '', push = false): [string, (value: string) => void] {
  const value = useSearchParams().get(name) ?? initial
  const set = useCallback(
    (next: string) => setUrl({ [name]: next === initial ? null : next }, push),
    [name, initial, push],
  )
  return [value, set]
}

/** Changes query parameters of the current address; null removes. No request is made. */
export function setUrl(changes: Record<string, string | null>, push = false): void {
  const url = new URL(window.location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  if (url.href !== window.location.href) window.history[push ? 'pushState' : 'replaceState'](null, '', url)
}
