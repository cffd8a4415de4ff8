'use client'
import { useEffect, useSyncExternalStore } from 'react'
import type { Tone } from '#lib/contract.ts'
import { Button } from './button.tsx'
import { Dot } from './chip.tsx'

export interface Toast {
  text: string
  tone?: Tone
  /** One thing to do about it: Undo, Open. */
  action?: { label: string; run: () => void }
}
type Shown = Toast & { id: number }

let shown: Shown[] = []
let next = 1
const nothing: Shown[] = []
const listeners = new Set<() => void>()
const change = (list: Shown[]) => {
  shown = list
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Says something briefly at the bottom right; with an action it stays 10 s, else 4 s. */
export function toast(message: Toast): void {
  change([...shown.slice(-2), { ...message, id: next++ }])
}
const dismiss = (id: number) => change(shown.filter((t) => t.id !== id))

/** Mounted once by the shell. */
export function Toaster() {
  const list = useSyncExternalStore(
    subscribe,
    () => shown,
    () => nothing,
  )
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((t) => (
        <One key={t.id} {...t} />
      ))}
    </div>
  )
}

function One({ id, text, tone, action }: Shown) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), action ? 10_000 : 4000)
    return () => clearTimeout(timer)
  }, [id, action])
  return (
    <div className="toast">
      {tone && <Dot tone={tone} />}
      <span className="min-w-0">{text}</span>
      {action && (
        <Button
          look="quiet"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <Button look="quiet" icon aria-label="Dismiss" onClick={() => dismiss(id)}>
        ✕
      </Button>
    </div>
  )
}
