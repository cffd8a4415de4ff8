'use client'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { silence, type Target } from './actions.ts'

const spans = [
  { title: '15 min', minutes: 15 },
  { title: '1 h', minutes: 60 },
  { title: '8 h', minutes: 480 },
]
const WEEK = 7 * 24 * 60
const local = (t: number) => new Date(t - new Date(t).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** For how long: a few usual spans, or until a time within a week. */
export function SilenceDialog({ target, onClose }: { target: Target | null; onClose: () => void }) {
  return (
    <Dialog open={target !== null} onClose={onClose} title="Silence">
      {target && <Choices target={target} onClose={onClose} />}
    </Dialog>
  )
}

function Choices({ target, onClose }: { target: Target; onClose: () => void }) {
  const [until, setUntil] = useState(() => local(Date.now() + 24 * 3_600_000))
  const minutes = Math.round((new Date(until).getTime() - Date.now()) / 60_000)
  const wrong = !(minutes >= 1) ? 'Some time ahead.' : minutes > WEEK ? 'At most a week.' : undefined
  const run = (span: number) => {
    onClose()
    void silence(target, span)
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrong) run(minutes)
      }}
    >
      <p className="text-muted">
        <b className="font-medium text-text">{target.name}</b>: watched and listed as before, without asking for anybody
        until then.
      </p>
      <div className="flex flex-wrap gap-2">
        {spans.map((span) => (
          <Button key={span.minutes} onClick={() => run(span.minutes)}>
            {span.title}
          </Button>
        ))}
      </div>
      <div className="flex items-start gap-2">
        <Field label="Until" unit="local time" error={wrong} className="flex-1">
          <input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        </Field>
        <Button type="submit" look="primary" disabled={Boolean(wrong)} className="mt-5.5 h-7.5">
          Silence until then
        </Button>
      </div>
    </form>
  )
}
