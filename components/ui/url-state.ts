'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

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

/** Changes query parameters of the current address; null removes. No request is made. `mark` stays with the step in the history. */
export function setUrl(changes: Record<string, string | null>, push = false, mark: unknown = null): void {
  const url = new URL(window.location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  if (url.href === window.location.href) return
  window.history[push ? 'pushState' : 'replaceState'](mark, '', url)
  window.dispatchEvent(new Event(urlEvent))
}

/** Told when `setUrl` has changed the address; what React knows of it comes later. */
export const urlEvent = 'milena:url'
/** A query parameter of the address as it is now. */
export const urlNow = (name: string): string => new URL(window.location.href).searchParams.get(name) ?? ''

/** The row of a list that is open, by its key; '' when none is. */
export interface Opened {
  key: string
  open: (key: string) => void
  toggle: (key: string) => void
  /** False when nothing was open. */
  close: () => boolean
}

/**
 * An opened row, kept in the address. Opening is a step the back button undoes, going from one open row to another is not. Closing takes that step
 * back where it can, so that rows that were looked at do not pile up in the history.
 */
export function useOpened(name: string): Opened {
  const [key] = useUrlState(name)
  const acts = useMemo(() => {
    // The address itself: what React knows of it may be a moment old.
    const now = () => urlNow(name)
    const mark = () => (window.history.state?.opened ? { opened: window.history.state.opened } : null)
    const marked = () => mark()?.opened === name
    const open = (next: string) => setUrl({ [name]: next }, !now(), !now() || marked() ? { opened: name } : null)
    const close = () => {
      if (!now()) return false
      if (marked()) {
        // Without its mark: closing twice before the browser is back goes no further.
        window.history.replaceState({ ...window.history.state, opened: null }, '')
        window.history.back()
        // The step may be another list's, which still has to be taken back.
      } else setUrl({ [name]: null }, false, mark())
      return true
    }
    const toggle = (next: string) => {
      if (next === now()) close()
      else open(next)
    }
    return { open, close, toggle }
  }, [name])
  return useMemo(() => ({ key, ...acts }), [key, acts])
}
