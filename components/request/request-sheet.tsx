'use client'
import { useState } from 'react'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Waiting } from '#components/ui/empty.tsx'
import { Sheet } from '#components/ui/sheet.tsx'
import type { Form } from '#lib/contract.ts'
import { RequestBody } from './request-body.tsx'
import { RequestForm } from './request-form.tsx'
import { RequestState } from './request-state.tsx'
import { useRequest } from './use-request.ts'

export interface RequestSheetProps {
  system: string
  form: Form
  open: boolean
  onClose: () => void
  /** Fills the form in: the customer whose page this is. */
  input?: Record<string, unknown>
}

/** A form beside the page it belongs to; once sent, the request is followed in the same place. */
export function RequestSheet({ system, form, open, onClose, input }: RequestSheetProps) {
  const [sent, setSent] = useState<string | null>(null)
  return (
    <Sheet open={open} onClose={onClose} title={sent ? 'Your request' : form.title}>
      {sent ? (
        <Followed id={sent} onAgain={() => setSent(null)} />
      ) : (
        <RequestForm system={system} form={form} input={input} onAccepted={setSent} />
      )}
    </Sheet>
  )
}

function Followed({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { data } = useRequest(id)
  if (!data) return <Waiting text="Accepted. Asking for its state…" />
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2" aria-live="polite">
        <RequestState request={data} />
        <strong>{data.say}</strong>
      </div>
      <RequestBody request={data} slim />
      <div className="flex gap-2">
        <Button onClick={onAgain}>Ask again</Button>
        <ButtonLink href={`/requests/${encodeURIComponent(id)}`}>Open the request</ButtonLink>
      </div>
    </div>
  )
}
