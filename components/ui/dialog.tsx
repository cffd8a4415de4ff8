'use client'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
  /** Centred, or a sheet from the right or left. */
  side?: 'centre' | 'right' | 'left'
  /** Without the title bar (the title is still read out). */
  bare?: boolean
}

/** A modal dialog: native, so focus is held inside, Esc closes, and focus returns where it was. */
export function Dialog({ open, onClose, title, children, side = 'centre', bare = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const label = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) {
      dialog.showModal()
      // The first thing to use, rather than the button that closes.
      dialog
        .querySelector<HTMLElement>('[data-autofocus], .dialog-body :is(input, select, textarea, button, a[href])')
        ?.focus()
    }
    if (!open && dialog.open) dialog.close()
  }, [open])
  const place = side === 'centre' ? '' : side === 'left' ? ' sheet sheet-left' : ' sheet'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it natively; the click is on the backdrop.
    <dialog
      ref={ref}
      className={`dialog${place}`}
      aria-labelledby={bare ? undefined : label}
      aria-label={bare ? title : undefined}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      {open && (
        <div>
          {!bare && (
            <div className="dialog-head">
              <h2 id={label}>{title}</h2>
              <Button look="quiet" icon aria-label="Close" onClick={onClose}>
                ✕
              </Button>
            </div>
          )}
          <div className={bare ? '' : 'dialog-body'}>{children}</div>
        </div>
      )}
    </dialog>
  )
}
