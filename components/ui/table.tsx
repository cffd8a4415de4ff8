'use client'
import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

export interface TableColumn<R> {
  id: string
  title: string
  /** 1 stays at 320 px, 2 goes there, 3 goes below 1100 px. Default 1. */
  priority?: 1 | 2 | 3
  /** Figures are set to the right. */
  num?: boolean
  /** Long text: wraps, takes a line of its own in a card. */
  wrap?: boolean
  /** In a card: without its title before it. */
  bare?: boolean
  sortable?: boolean
  width?: string
  cell: (row: R) => ReactNode
}

export interface TableProps<R> {
  /** Read out, not shown. */
  caption: string
  columns: TableColumn<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  sort?: { by: string; desc: boolean }
  onSort?: (by: string, desc: boolean) => void
  /** Key of the row under the J/K cursor. */
  cursor?: string | null
  onOpen?: (row: R) => void
  /** Scrolls inside its own box with the head held. */
  maxHeight?: number | string
  /** Rows become cards below 480 px (default). */
  cards?: boolean
  foot?: ReactNode
}

const tdClass = <R,>(c: TableColumn<R>) =>
  [c.num && 'num', c.wrap && 'wrap', c.bare && 'bare', c.priority && c.priority > 1 && `p${c.priority}`]
    .filter(Boolean)
    .join(' ') || undefined

/** A semantic table. Roles are written out because cards change `display`, which takes them away in some browsers. */
export function Table<R>(props: TableProps<R>) {
  const { caption, columns, rows, rowKey, cursor, onOpen, maxHeight, cards = true, foot } = props
  return (
    <>
      <div
        className="table-box"
        style={{ maxHeight }}
        {...(maxHeight ? { tabIndex: 0, role: 'region', 'aria-label': `${caption}, scrolls` } : {})}
      >
        {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
        <table className={`table${cards ? ' cards' : ''}`} role="table">
          <caption className="sr-only">{caption}</caption>
          {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
          <thead role="rowgroup">
            {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
            <tr role="row">
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
              ))}
            </tr>
          </thead>
          {/* biome-ignore lint/a11y/noRedundantRoles: see above. */}
          <tbody role="rowgroup">
            {rows.map((row) => {
              const k = rowKey(row)
              return (
                <tr
                  key={k}
                  // biome-ignore lint/a11y/noRedundantRoles: see above.
                  role="row"
                  data-k={k}
                  data-cursor={cursor === k}
                  className={onOpen ? 'open-row' : undefined}
                  onClick={onOpen && ((event) => !(event.target as Element).closest('a,button,input') && onOpen(row))}
                >
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      // biome-ignore lint/a11y/noRedundantRoles: see above.
                      role="cell"
                      className={tdClass(column)}
                      data-title={column.title}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {foot && <div className="table-foot">{foot}</div>}
    </>
  )
}

function Head<R>({
  column,
  sort,
  onSort,
}: {
  column: TableColumn<R>
  sort: TableProps<R>['sort']
  onSort: TableProps<R>['onSort']
}) {
  const on = sort?.by === column.id
  const attributes = {
    scope: 'col' as const,
    role: 'columnheader',
    className: tdClass({ ...column, wrap: false }),
    style: column.width ? { width: column.width } : undefined,
  }
  if (!column.sortable || !onSort) return <th {...attributes}>{column.title}</th>
  return (
    <th {...attributes} aria-sort={on ? (sort?.desc ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort(column.id, on ? !sort?.desc : true)}>
        {column.title}
        <span style={{ visibility: on ? 'visible' : 'hidden', rotate: sort?.desc === false ? '0deg' : '180deg' }}>
          <Mark shape="▲" size={7} />
        </span>
      </button>
    </th>
  )
}
