'use client'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { acknowledge, type Target } from './actions.ts'

/** Acknowledges with a word for the others. */
export function NoteDialog({ target, onClose }: { target: Target | null; onClose: () => void }) {
  const [note, setNote] = useState('')
  return (
    <Dialog open={target !== null} onClose={onClose} title="Acknowledge with a note">
      {target && (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            onClose()
            // What was refused is still there to be sent again.
            void acknowledge(target, note.trim()).then((taken) => taken && setNote(''))
          }}
        >
          <p className="text-muted">{target.name}</p>
          <Field label="Note" hint="Seen by everyone who looks at the alert. Ctrl or ⌘ with Enter sends it.">
            <textarea
              value={note}
              onChange={(event) => setNote(event.target.value)}
              onKeyDown={(event) =>
                event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.currentTarget.form?.requestSubmit()
              }
              maxLength={500}
              required
              rows={3}
            />
          </Field>
          <div className="flex justify-end">
            <Button type="submit" look="primary" disabled={note.trim() === ''}>
              Acknowledge
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
