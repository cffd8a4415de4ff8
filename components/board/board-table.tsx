'use client'
import { memo, type RefObject, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { Board } from '#lib/contract.ts'
import type { Row } from '#lib/protocol.ts'
import { BoardHead } from './board-head.tsx'
import './board.css'
import { BoardRow, cellClass } from './board-row.tsx'
import { widthOf } from './columns.ts'
import type { Reading } from './use-mode.ts'
import { useWindow } from './use-window.ts'

export const rowHeight = 34
/** Cards have no fixed height, so they are shown in portions instead of a window. */
const portion = 40

export interface BoardTableProps {
  board: Board
  rows: readonly Row[]
  cursor: string | null
  sort: string | undefined
  desc: boolean
  cards: boolean
  box: RefObject<HTMLDivElement | null>
  guard: Reading<unknown>['guard']
  onSort: (column: string) => void
  onOpen: (key: string) => void
  onCursor: (key: string) => void
}

/** The ranked rows. Only those in sight are in the document; each is drawn again only when its own value changed. */
export const BoardTable = memo(function BoardTable(props: BoardTableProps) {
  const { board, rows, cursor, cards, box, guard } = props
  const [portions, setPortions] = useState(1)
  const window = useWindow(box, rows.length, rowHeight)
  const span = cards ? { from: 0, to: portions * portion } : window
  const below = cards ? 0 : Math.max(0, rows.length - span.to)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section className="board-box" ref={box} tabIndex={0} aria-label={`${board.title}, ranked`} data-cards={cards}>
      <table className={`table board${cards ? ' cards' : ''}`} aria-rowcount={rows.length + 1}>
        <caption className="sr-only">
          {board.title}: the {rows.length} highest, live
        </caption>
        {!cards && (
          <colgroup>
            {board.columns.map((column) => (
              <col key={column.id} className={cellClass(column)} style={{ width: widthOf(column) }} />
            ))}
          </colgroup>
        )}
        <BoardHead board={board} columns={board.columns} sort={props.sort} desc={props.desc} onSort={props.onSort} />
        <tbody {...guard}>
          {span.from > 0 && <Spacer height={span.from * rowHeight} />}
          {rows.slice(span.from, span.to).map((row, i) => (
            <BoardRow
              key={row.k}
              board={board}
              columns={board.columns}
              k={row.k}
              v={row.v}
              at={span.from + i + 1}
              cursor={cursor === row.k}
              onOpen={props.onOpen}
              onCursor={props.onCursor}
              cards={cards}
            />
          ))}
          {below > 0 && <Spacer height={below * rowHeight} />}
        </tbody>
      </table>
      {cards && rows.length > span.to && (
        <div className="board-more">
          <Button onClick={() => setPortions(portions + 1)}>
            Show {Math.min(portion, rows.length - span.to)} more
          </Button>
        </div>
      )}
    </section>
  )
})

// Empty room for rows out of sight; it holds nothing to read. One cell: a span over columns that are hidden at this width would bring their room back.
const Spacer = ({ height }: { height: number }) => (
  <tr className="board-space" style={{ height }}>
    <td style={{ height }} />
  </tr>
)
