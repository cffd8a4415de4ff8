'use client'
import { useState } from 'react'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { toast } from '#components/ui/toast.tsx'
import { levels } from '#lib/schema/declared.ts'
import { explainLevel, sayLevel } from './words.ts'

/** How a new version must agree with those before it; changed only by its button. */
export function LevelForm({ subject, level }: { subject: string; level: string | null }) {
  const [chosen, setChosen] = useState<string>()
  const [busy, setBusy] = useState(false)
  const shown = chosen ?? level ?? 'BACKWARD'
  const set = async () => {
    setBusy(true)
    const answer = await post<{ level: string }>(`/api/schemas/${encodeURIComponent(subject)}/level`, { level: shown })
    setBusy(false)
    if (!answer.ok) return toast({ text: sayProblem(answer.problem), tone: 'bad' })
    setChosen(undefined)
    toast({ text: `Level is ${sayLevel(answer.value.level)} now`, tone: 'good' })
  }
  return (
    <div className="level-form">
      <Field label="Level" hint={explainLevel(shown)}>
        <select value={shown} onChange={(event) => setChosen(event.target.value)}>
          {levels.map((one) => (
            <option key={one} value={one}>
              {sayLevel(one)}
            </option>
          ))}
        </select>
      </Field>
      <Button onClick={set} disabled={shown === level} busy={busy ? 'Setting…' : undefined}>
        Set level
      </Button>
    </div>
  )
}
