'use client'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'

export interface TabsProps<T extends string> {
  label: string
  tabs: { id: T; title: string; count?: ReactNode }[]
  value: T
  onChange: (id: T) => void
}

/** Tabs with counts; arrows move between them. The panel below carries `role="tabpanel" id={tabPanelId(id)}`. */
export function Tabs<T extends string>({ label, tabs, value, onChange }: TabsProps<T>) {
  const box = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const at = tabs.findIndex((tab) => tab.id === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    box.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={box}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          className="tab"
          data-tab={tab.id}
          id={`tab-${tab.id}`}
          aria-controls={tab.id === value ? tabPanelId(tab.id) : undefined}
          aria-selected={tab.id === value}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
          onKeyDown={move}
        >
          {tab.title}
          {tab.count !== undefined && <span>{tab.count}</span>}
        </button>
      ))}
    </div>
  )
}
export const tabPanelId = (id: string): string => `panel-${id}`
