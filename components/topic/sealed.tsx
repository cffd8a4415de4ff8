'use client'
import { useState } from 'react'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { exact } from '#components/ui/format.ts'
import type { TailRow } from '#lib/protocol.ts'
import { sealOf } from '#lib/seal.ts'
import { topicOf } from '#lib/systems/index.ts'
import { JsonView } from './json-view.tsx'

interface Opened {
  field: string
  value: unknown
  sealedAt: number
}

/** The field of a record that its topic seals: locked until someone opens it, which is written down. What was opened is kept by nobody. */
export function Sealed({ row }: { row: TailRow }) {
  const topic = topicOf(row.topic)?.topic
  const state = sealOf(row.m, topic?.locked)
  const [opened, setOpened] = useState<Opened>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (!state || !topic?.locked) return null
  const open = async () => {
    setBusy(true)
    const answer = await post<Opened>(`/api/topics/${encodeURIComponent(row.topic)}/open-sealed`, {
      partition: row.p,
      offset: row.o,
    })
    setBusy(false)
    setProblem(answer.ok ? undefined : sayProblem(answer.problem))
    if (answer.ok) setOpened(answer.value)
  }
  if (state === 'clear')
    return (
      <p className="sealed">
        <StatusChip tone="warn">not sealed</StatusChip> <span className="mono">{topic.locked}</span> stands here in the
        clear: its producer did not seal it.
      </p>
    )
  return (
    <div className="sealed">
      <span className={`chip tone-${opened ? 'accent' : 'muted'}`}>
        <Lock open={opened !== undefined} />
        {opened ? 'opened' : 'locked'}
      </span>
      <span className="mono">{topic.locked}</span>
      {opened ? (
        <Button look="quiet" onClick={() => setOpened(undefined)}>
          Lock again
        </Button>
      ) : (
        <Button onClick={open} busy={busy ? 'Opening…' : undefined}>
          Open
        </Button>
      )}
      {!opened && !problem && <span className="text-faint">opening is written to the audit</span>}
      {problem && (
        <p className="notice tone-bad" role="alert">
          <span className="notice-text">{problem}</span>
        </p>
      )}
      {opened && (
        <div className="sealed-value">
          <p className="text-faint">sealed {exact(opened.sealedAt)}</p>
          <JsonView value={opened.value} label={`Opened ${topic.locked}`} />
        </div>
      )}
    </div>
  )
}

/** Before a line of a list. */
export const LockMark = ({ row }: { row: TailRow }) => {
  const state = sealOf(row.m, topicOf(row.topic)?.topic.locked)
  if (!state) return null
  return (
    <span
      className="lock-mark"
      title={state === 'sealed' ? 'holds a sealed field' : 'a field that should be sealed is not'}
    >
      <span className="sr-only">{state === 'sealed' ? 'sealed' : 'not sealed'}</span>
      <Lock open={state === 'clear'} />
    </span>
  )
}

const Lock = ({ open }: { open: boolean }) => (
  <svg
    width="11"
    height="11"
    viewBox="0 0 12 12"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    aria-hidden="true"
  >
    <rect x="2" y="5.4" width="8" height="5.6" rx="1.2" fill="currentColor" />
    <path d={open ? 'M3.8 5V3.4a2.2 2.2 0 0 1 4.2-.9' : 'M3.8 5V3.4a2.2 2.2 0 0 1 4.4 0V5'} />
  </svg>
)
