'use client'
import { BoardPanel } from '#components/board/board-panel.tsx'
import { Tail } from '#components/topic/tail.tsx'
import { Kpis } from '#components/ui/kpi.tsx'
import type { Panel as PanelSpec, System } from '#lib/contract.ts'
import type { BoardRow, Row } from '#lib/protocol.ts'
import { boardOf } from '#lib/systems/index.ts'
import { customPanels } from './custom/index.ts'
import { HistogramPanel } from './histogram-panel.tsx'
import { KpiFigure } from './kpi-figure.tsx'
import { SeriesPanel } from './series-panel.tsx'

/** Draws one panel of a system's page as the contract declares it. A board opens the pages of the system's entity when they are its keys. */
export function PanelOf({
  panel,
  system,
  onPeek,
}: {
  panel: PanelSpec
  system: System
  onPeek?: (row: Row<BoardRow> | undefined) => void
}) {
  switch (panel.kind) {
    case 'kpis':
      return (
        <Kpis label={panel.title}>
          {panel.items.map((item) => (
            <KpiFigure key={item.title} item={item} system={system} />
          ))}
        </Kpis>
      )
    case 'board': {
      const board = boardOf(system.id, panel.board)
      return board ? (
        <BoardPanel
          id={panel.id}
          title={panel.title}
          system={system.id}
          board={board}
          opens={system.entity?.board === board.id}
          onPeek={onPeek}
        />
      ) : null
    }
    case 'histogram':
      return <HistogramPanel panel={panel} system={system} />
    case 'series':
      return <SeriesPanel panel={panel} system={system} />
    case 'tail':
      return <Tail id={panel.id} title={panel.title} topic={panel.topic} limit={50} />
    case 'custom': {
      const Custom = customPanels[panel.name]
      return Custom ? <Custom id={panel.id} title={panel.title} system={system} /> : null
    }
  }
}
