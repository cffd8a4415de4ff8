'use client'
import Link from 'next/link'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { Kbd } from './kbd.tsx'

export type MenuItem =
  | { label: string; run: () => void; keys?: string; disabled?: boolean; checked?: boolean }
  | { label: string; href: string; keys?: string }

export interface MenuProps {
  items: MenuItem[]
  /** What the button says; an icon needs `name`. */
  children: ReactNode
  name?: string
  look?: ButtonProps['look']
  icon?: boolean
}

/** A button with a short list of things to do. Arrows move, Enter does, Esc closes. */
export function Menu({ items, children, name, look = 'plain', icon = false }: MenuProps) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const close = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  const move = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Escape' && open) close()
    else if (step !== undefined && open) all.at(step % all.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys of the menu inside.
    <div
      ref={box}
      className="relative"
      onKeyDown={move}
      onBlur={(e) => !box.current?.contains(e.relatedTarget) && setOpen(false)}
    >
      <Button
        look={look}
        icon={icon}
        aria-label={name}
        title={name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </Button>
      {open && (
        <div className="menu" role="menu" id={id}>
          {items.map((item) =>
            'href' in item ? (
              <Link
                prefetch={false}
                key={item.label}
                role="menuitem"
                className="menu-item"
                href={item.href}
                onClick={() => setOpen(false)}
              >
                {item.label}
                {item.keys && <Kbd keys={item.keys} />}
              </Link>
            ) : (
              <button
                key={item.label}
                type="button"
                className="menu-item"
                disabled={item.disabled}
                {...(item.checked === undefined
                  ? { role: 'menuitem' }
                  : { role: 'menuitemcheckbox', 'aria-checked': item.checked })}
                onClick={() => {
                  close()
                  item.run()
                }}
              >
                {item.label}
                {item.checked ? '✓' : item.keys && <Kbd keys={item.keys} />}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  )
}
