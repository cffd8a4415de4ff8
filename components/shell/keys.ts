'use client'
import { useLayoutEffect, useRef } from 'react'
import { active, type Binding, begins, find, type Handler, keyOf, type Layer } from './keymap.ts'

/** One listener for the page; every list and the shell add their layer of keys while they are on screen. */
const layers: Layer[] = []
let prefix = ''
let prefixTimer: ReturnType<typeof setTimeout> | undefined

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
const pressable = (target: EventTarget | null) =>
  target instanceof Element && target.closest('a[href],button,summary,[role=tab],[role^=menuitem]') !== null

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const key = keyOf(event)
  if (!key || key === 'shift' || (event.repeat && key !== 'j' && key !== 'k')) return
  const free = key.startsWith('mod+')
  if (!free && (typing(event.target) || document.querySelector('dialog[open]'))) return
  // Enter and Space belong to the button or link that has the focus.
  if ((key === 'enter' || key === 'space') && pressable(event.target)) return
  const before = prefix
  prefix = ''
  clearTimeout(prefixTimer)
  const found = find(layers, before, key)
  if (found) {
    if (found.run() !== false) event.preventDefault()
  } else if (begins(layers, key)) {
    prefix = key
    prefixTimer = setTimeout(() => {
      prefix = ''
    }, 1200)
  }
}

/**
 * Keys of a page or list while it is mounted: `useKeys({ j: next, a: { say: 'Acknowledge', run: ack } }, { title: 'Alerts' })`. "g o" is two keys in a
 * row, "mod+k" Ctrl or ⌘. A handler that returns false lets the browser have the key. Off while typing and while a dialog is open.
 */
export function useKeys(keys: Record<string, Handler>, { title, on = true }: { title: string; on?: boolean }): void {
  const latest = useRef(keys)
  latest.current = keys
  const names = Object.keys(keys).join('\n')
  // Before the paint: whoever sees the rows can move among them.
  useLayoutEffect(() => {
    if (!on) return
    const relay = (name: string): Handler => {
      const run = () => {
        const handler = latest.current[name]
        return typeof handler === 'function' ? handler() : handler?.run()
      }
      const handler = latest.current[name]
      return typeof handler === 'object' ? { ...handler, run } : run
    }
    const layer: Layer = { title, keys: Object.fromEntries(names.split('\n').map((name) => [name, relay(name)])) }
    if (layers.length === 0) window.addEventListener('keydown', onKey)
    layers.push(layer)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKey)
    }
  }, [names, title, on])
}

/** What the keys do now, for the help dialog and the palette. */
export const activeKeys = (): { title: string; bindings: Binding[] }[] => active(layers)
/** Does what a key does, if anything on the page listens to it. */
export const press = (keys: string): boolean => {
  const found = activeKeys()
    .flatMap((layer) => layer.bindings)
    .find((b) => b.keys === keys)
  found?.run()
  return found !== undefined
}
