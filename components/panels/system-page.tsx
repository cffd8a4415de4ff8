'use client'
import { useState } from 'react'
import { peeks } from '#components/entity/index.ts'
import { useView } from '#components/feed/use-view.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { StatusChip, systemTone, systemWord } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { Age } from '#components/ui/time.tsx'
import type { BoardRow, PulseData, Row, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import { arrange } from './arrange.ts'
import { FormButtons } from './form-buttons.tsx'
import { PanelOf } from './panel-of.tsx'
import './panels.css'

const pulse: ViewSpec = { kind: 'pulse' }

/** The page of a system: its panels in the order the contract declares them. The contract holds functions, so it is looked up here by id. */
export function SystemPage({ id }: { id: string }) {
  const system = systemOf(id)
  const [peek, setPeek] = useState<Row<BoardRow>>()
  if (!system) return <Empty title="There is no such system">The systems of this console are listed on the left.</Empty>
  const { top, main, side, rest, lists } = arrange(system.panels ?? [])
  const Peek = system.entity?.panel ? peeks[system.entity.panel] : undefined
  return (
    <div className="page">
      <PageHead
        title={system.title}
        line={<SystemLine id={id} blurb={system.blurb} />}
        actions={<FormButtons system={system} />}
      />
      {!system.panels?.length && <Empty title="No panels declared">Add `panels` to lib/systems/{id}.ts.</Empty>}
      {top.map((panel) => (
        <PanelOf key={panel.id} panel={panel} system={system} />
      ))}
      {(main.length > 0 || side.length > 0) && (
        <div className={side.length || Peek ? 'board-grid' : 'page'}>
          <div className="stack">
            {main.map((panel) => (
              <PanelOf key={panel.id} panel={panel} system={system} onPeek={Peek ? setPeek : undefined} />
            ))}
          </div>
          {(side.length > 0 || Peek) && (
            <div className="stack">
              {Peek && peek && <Peek system={system} row={peek} />}
              {side.map((panel) => (
                <PanelOf key={panel.id} panel={panel} system={system} />
              ))}
            </div>
          )}
        </div>
      )}
      {rest.length > 0 && (
        <div className="panel-grid">
          {rest.map((panel) => (
            <PanelOf key={panel.id} panel={panel} system={system} />
          ))}
        </div>
      )}
      {lists.map((panel) => (
        <PanelOf key={panel.id} panel={panel} system={system} />
      ))}
    </div>
  )
}

function SystemLine({ id, blurb }: { id: string; blurb: string }) {
  const own = useView<never, PulseData>(pulse).data?.systems[id]
  return (
    <span className="system-line">
      {own && (
        <StatusChip tone={systemTone[own.state]}>
          {systemWord[own.state]} · {own.say}
        </StatusChip>
      )}
      <span>{blurb}</span>
      {own && own.newest > 0 && (
        <span>
          newest record <Age t={own.newest} ago />
        </span>
      )}
    </span>
  )
}
