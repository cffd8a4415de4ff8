'use client'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import type { Reading } from './use-mode.ts'

/** Holds a moving list and lets it go, by click or Space. `title`: the list's, for the help. */
export function HoldButton({
  reading: { mode, toggleHold },
  title,
}: {
  reading: Pick<Reading<unknown>, 'mode' | 'toggleHold'>
  title: string
}) {
  const held = mode === 'held'
  const say = held ? 'Let go' : 'Hold'
  useKeys({ space: { say, run: toggleHold } }, { title })
  return (
    <Button look="quiet" keys="space" aria-pressed={held} onClick={toggleHold}>
      {say}
    </Button>
  )
}
