'use client'
import { useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'
import type { Form } from '#lib/contract.ts'
import type { RequestRow } from '#lib/protocol.ts'
import { formOf, systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { PageHead } from '#components/shell/page-head.tsx'
import { get } from '#components/ui/api.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Empty, Waiting } from '#components/ui/empty.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RequestForm } from './request-form.tsx'

/** A form on a page of its own; what is filled in stands in the address, and `?from=<request>` begins with an earlier one. */
export function NewRequestPage({ system: id, form: formId }: { system: string; form: string }) {
  const system = systemOf(id)
  const form = formOf(id, formId)
  if (!system || !form)
    return <Empty title="There is no such form" action={<ButtonLink href="/requests">All requests</ButtonLink>} />
  const others = (system.forms ?? []).filter((other) => other.id !== form.id && !other.inPlace)
  return (
    <div className="page request-new">
      <PageHead
        title={form.title}
        line={system.title}
        actions={others.map((other) => (
          <ButtonLink key={other.id} href={`/requests/new/${id}/${other.id}`}>
            {other.title}
          </ButtonLink>
        ))}
      />
      <Panel id="form" title="What to ask" note="the address keeps what you fill in: share it to share the form">
        <div className="p-3.5">
          <Filled system={id} form={form} />
        </div>
      </Panel>
    </div>
  )
}

function Filled({ system, form }: { system: string; form: Form }) {
  const router = useRouter()
  const params = useSearchParams()
  const from = params.get('from')
  const [input, setInput] = useState<Record<string, unknown> | undefined>()
  const [ready, setReady] = useState(!from)
  useEffect(() => {
    if (!from) return
    let gone = false
    get<{ request: RequestRow } | RequestRow>(`/api/requests/${encodeURIComponent(from)}`).then((answer) => {
      if (gone) return
      if (answer.ok) setInput('request' in answer.value ? answer.value.request.input : answer.value.input)
      setReady(true)
    })
    return () => {
      gone = true
    }
  }, [from])
  const onAccepted = useCallback((id: string) => router.push(`/requests/${encodeURIComponent(id)}`), [router])
  if (!ready) return <Waiting text="Asking for the earlier request…" />
  return (
    <RequestForm
      system={system}
      form={form}
      query={params.toString()}
      input={input}
      inAddress
      onAccepted={onAccepted}
    />
  )
}
