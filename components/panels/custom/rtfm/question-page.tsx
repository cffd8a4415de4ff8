'use client'
import { useMemo } from 'react'
import type { EntityPanelProps } from '#components/entity/customer.tsx'
import { foldBoard } from '#components/entity/fold-board.ts'
import { Panel } from '#components/ui/panel.tsx'
import { systemOf } from '#lib/systems/index.ts'
import { boardFor } from './parts.ts'
import { Opened } from './question-item.tsx'
import './questions.css'

/** One question as its row on the system's page opens it, above its records. */
export function QuestionPanel({ system: id, rows, state }: EntityPanelProps) {
  const system = systemOf(id)
  const q = useMemo(() => (system ? foldBoard(boardFor(system), rows) : undefined), [system, rows])
  if (!system || !q) return null
  return (
    <Panel id="question" title={q.question ?? 'A question this console has not seen'} state={state}>
      <div className="question-page">
        <Opened q={q} system={system} />
        {q.outcome === 'open' && <p className="text-muted">No answer yet.</p>}
      </div>
    </Panel>
  )
}
