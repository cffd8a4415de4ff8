'use client'
import { useState } from 'react'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button } from '#components/ui/button.tsx'
import { count } from '#components/ui/format.ts'
import { toast } from '#components/ui/toast.tsx'

/** Topics the contracts declare and the cluster lacks, with the button that makes them. */
export function MissingTopics({ names }: { names: string[] }) {
  const [busy, setBusy] = useState(false)
  const create = async () => {
    setBusy(true)
    const answer = await post<{ created: string[]; failed: { name: string; why: string }[] }>(
      '/api/topics/create-missing',
    )
    setBusy(false)
    if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
    else if (answer.value.failed.length)
      toast({
        text: `${count(answer.value.created.length, 'topic')} created; not ${answer.value.failed.map((f) => `${f.name}: ${f.why}`).join(', ')}`,
        tone: 'warn',
      })
    else toast({ text: `${count(answer.value.created.length, 'topic')} created`, tone: 'good' })
  }
  return (
    <div className="notice tone-warn">
      <span className="notice-text">
        <strong>{count(names.length, 'declared topic')} missing.</strong>{' '}
        <span>
          {names.slice(0, 6).join(', ')}
          {names.length > 6 ? ` and ${names.length - 6} more` : ''}
        </span>
      </span>
      <Button onClick={create} busy={busy ? 'Creating…' : undefined}>
        Create missing
      </Button>
    </div>
  )
}
