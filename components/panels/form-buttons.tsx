'use client'
import { useState } from 'react'
import { RequestSheet } from '#components/request/request-sheet.tsx'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import type { Form, System } from '#lib/contract.ts'

/** The forms of a system as buttons that open beside the page; P opens the first. `fill` gives a form its first values. */
export function FormButtons({
  system,
  fill,
}: {
  system: System
  fill?: (form: Form) => Record<string, unknown> | undefined
}) {
  const [open, setOpen] = useState<string | null>(null)
  const forms = (system.forms ?? []).filter((form) => !form.inPlace)
  const shown = forms.find((form) => form.id === open)
  const first = forms[0]
  useKeys(first ? { p: { say: first.title, run: () => setOpen(first.id) } } : {}, {
    title: system.title,
    on: Boolean(first),
  })
  return (
    <>
      {forms.map((form, i) => (
        <Button key={form.id} onClick={() => setOpen(form.id)} {...(i === 0 ? { keys: 'p' } : {})}>
          {form.title}
        </Button>
      ))}
      {shown && (
        <RequestSheet
          key={shown.id}
          system={system.id}
          form={shown}
          open
          onClose={() => setOpen(null)}
          input={fill?.(shown)}
        />
      )}
    </>
  )
}
