'use client'
import { memo } from 'react'
import type { Board, Column } from '#lib/contract.ts'
import { cellClass } from './board-row.tsx'

interface BoardHeadProps {
  board: Board
  columns: Column[]
  sort: string | undefined
  desc: boolean
  onSort: (column: string) => void
}

/** Headers; those the server can sort by are buttons. */
export const BoardHead = memo(function BoardHead({ board, columns, sort, desc, onSort }: BoardHeadProps) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = sort === column.id
          const can = Boolean(board.sorts?.[column.id])
          return (
            <th
              key={column.id}
              scope="col"
              className={cellClass(column)}
              {...(can ? { 'aria-sort': sorted ? (desc ? 'descending' : 'ascending') : 'none' } : {})}
            >
              {can ? (
                <button type="button" onClick={() => onSort(column.id)}>
                  {column.title}
                  <span aria-hidden>{sorted ? (desc ? '↓' : '↑') : ''}</span>
                </button>
              ) : (
                column.title
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
})
