'use client'
import { useState } from 'react'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button } from '#components/ui/button.tsx'
import { count } from '#components/ui/format.ts'
import { toast } from '#components/ui/toast.tsx'

const register = (subject: string) =>
  post<{ id: number; version: number | null }>(`/api/schemas/${encodeURIComponent(subject)}/register`)

/** Subjects that the contracts declare and the registry lacks, with the button that registers them. */
export function RegisterMissing({ subjects }: { subjects: string[] }) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    let done = 0
    for (const subject of subjects) {
      const answer = await register(subject)
      if (!answer.ok) {
        toast({ text: `${subject}: ${sayProblem(answer.problem)}`, tone: 'bad' })
        break
      }
      done++
    }
    setBusy(false)
    if (done) toast({ text: `${count(done, 'schema')} registered`, tone: 'good' })
  }
  return (
    <div className="notice tone-warn">
      <span className="notice-text">
        <strong>{count(subjects.length, 'declared schema')} missing.</strong> <span>{subjects.join(', ')}</span>
      </span>
      <Button onClick={run} busy={busy ? 'Registering…' : undefined}>
        Register missing
      </Button>
    </div>
  )
}

/** Makes the contract's schema the newest version. */
export function RegisterContract({ subject }: { subject: string }) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const answer = await register(subject)
    setBusy(false)
    if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
    else toast({ text: `Registered as version ${answer.value.version ?? answer.value.id}`, tone: 'good' })
  }
  return (
    <Button onClick={run} busy={busy ? 'Registering…' : undefined}>
      Register the contract’s
    </Button>
  )
}
