'use client'
import { memo } from 'react'
import { isFigure } from '#components/ui/cell.tsx'
import type { Board, Column } from '#lib/contract.ts'
import type { BoardRow as Value } from '#lib/protocol.ts'
import { BoardCell } from './board-cell.tsx'

export interface BoardRowProps {
  board: Board
  columns: Column[]
  k: string
  v: Value
  /** Position in the whole list, from 1. */
  at: number
  cursor: boolean
  onOpen: (key: string) => void
  onCursor: (key: string) => void
  cards: boolean
}

/** One ranked key. Memoised by identity: a row whose value did not change is not drawn again, wherever it moves. */
export const BoardRow = memo(function BoardRow({
  board,
  columns,
  k,
  v,
  at,
  cursor,
  onOpen,
  onCursor,
  cards,
}: BoardRowProps) {
  return (
    <tr
      className="open-row"
      data-k={k}
      data-cursor={cursor}
      aria-rowindex={at + 1}
      tabIndex={cursor || at === 1 ? 0 : -1}
      onClick={(event) => !(event.target as HTMLElement).closest('button, a') && onOpen(k)}
      onFocus={() => onCursor(k)}
      onKeyDown={(event) => event.key === 'Enter' && event.target === event.currentTarget && onOpen(k)}
    >
      {columns.map((column) => (
        <td key={column.id} className={cellClass(column)} {...(cards ? { 'data-title': column.title } : {})}>
          <BoardCell board={board} column={column} k={k} v={v} />
        </td>
      ))}
    </tr>
  )
})

const bare = new Set(['level', 'status', 'score'])

/** Figures to the right; what goes at narrow widths; what needs no title in a card. */
export const cellClass = ({ kind, priority = 1 }: Column): string | undefined =>
  [isFigure(kind) && 'num', bare.has(kind ?? '') && 'bare', priority > 1 && `p${priority}`].filter(Boolean).join(' ') ||
  undefined
