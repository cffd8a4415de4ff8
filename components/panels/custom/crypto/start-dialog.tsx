'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { NewConsumer } from '#lib/crypto/pipeline.ts'
import { start } from './pipeline-acts.ts'

/** A consumer for a symbol, a model and its version. */
export function StartDialog({ open, onClose, symbols }: { open: boolean; onClose: () => void; symbols: string[] }) {
  return (
    <Dialog open={open} onClose={onClose} title="Start a consumer">
      <Fields symbols={symbols} onClose={onClose} />
    </Dialog>
  )
}

function Fields({ symbols, onClose }: { symbols: string[]; onClose: () => void }) {
  const [given, setGiven] = useState({ crypto: symbols[0] ?? '', model: 'lightgbm', version: 'v1' })
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const parsed = NewConsumer.safeParse(given)
  const wrong = (field: string) => parsed.error?.issues.find((issue) => issue.path[0] === field)?.message
  const set = (field: keyof typeof given) => (event: { target: { value: string } }) =>
    setGiven({ ...given, [field]: event.target.value.trim() })
  return (
    <form
      className="grid gap-4"
      onSubmit={async (event) => {
        event.preventDefault()
        if (!parsed.success) return
        setBusy(true)
        const why = await start(parsed.data)
        setBusy(false)
        setRefused(why)
        if (!why) onClose()
      }}
    >
      <p className="text-muted">
        Leaves a job in the pipeline’s job folder; its job handler starts the process. It begins with the oldest candle
        it has not predicted.
      </p>
      <div className="start-fields">
        <Field label="Symbol">
          <select value={given.crypto} onChange={set('crypto')}>
            {symbols.map((symbol) => (
              <option key={symbol}>{symbol}</option>
            ))}
          </select>
        </Field>
        <Field label="Model" error={wrong('model')}>
          <input value={given.model} onChange={set('model')} maxLength={40} spellCheck={false} autoComplete="off" />
        </Field>
        <Field label="Version" error={wrong('version')}>
          <input value={given.version} onChange={set('version')} maxLength={6} spellCheck={false} autoComplete="off" />
        </Field>
      </div>
      {refused && (
        <p className="notice tone-bad" role="alert">
          <span className="notice-text">{refused}</span>
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!parsed.success} busy={busy ? 'Starting…' : undefined}>
          Start
        </Button>
      </div>
    </form>
  )
}
