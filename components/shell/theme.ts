'use client'
import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'dark' | 'light'
export const themes: { id: Theme; title: string }[] = [
  { id: 'system', title: 'As the system' },
  { id: 'dark', title: 'Dark' },
  { id: 'light', title: 'Light' },
]
const KEY = 'milena.theme'
const listeners = new Set<() => void>()

/** "dark", "light", or the system's. */
export const readTheme = (): Theme => {
  const set = document.documentElement.dataset.theme
  return set === 'dark' || set === 'light' ? set : 'system'
}
export function setTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Private windows may refuse storage: the theme then lasts for this page.
  }
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useTheme = (): Theme => useSyncExternalStore(subscribe, readTheme, () => 'system')
/** The other of dark and light than what is on screen. */
export const otherTheme = (): Theme => {
  const theme = readTheme()
  const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  return dark ? 'light' : 'dark'
}
