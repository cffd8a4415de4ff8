'use client'
import { Fragment, memo } from 'react'
import { Cell, isFigure, type Levels } from '#components/ui/cell.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { bytes, clock } from '#components/ui/format.ts'
import type { Column, Topic } from '#lib/contract.ts'
import type { Row, TailRow } from '#lib/protocol.ts'
import { RecordDetail } from './record-detail.tsx'
import { LockMark } from './sealed.tsx'
import { summary } from './summary.ts'
import './topic.css'

interface LineProps {
  row: Row<TailRow>
  topic: Topic | undefined
  levels: Levels | undefined
  open: boolean
  onToggle: (k: string) => void
}

/** At most this many contract columns beside time and place; the rest is in the opened record. */
const most = 6
export const tailColumns = (topic: Topic | undefined): Column[] => (topic?.columns ?? []).slice(0, most)
const cellClass = (column: Column) =>
  [
    isFigure(column.kind) && 'num',
    (column.kind === 'level' || column.kind === 'status' || column.kind === 'score' || column.kind === 'id') && 'bare',
    (column.priority ?? 1) > 1 && `p${column.priority}`,
  ]
    .filter(Boolean)
    .join(' ') || undefined

/** One record; opens in place. Records never change, so a line is drawn once. */
const Line = memo(function Line({ row, topic, levels, open, onToggle }: LineProps) {
  const v = row.v
  const columns = tailColumns(topic)
  return (
    <Fragment>
      <tr
        className="open-row"
        data-k={row.k}
        onClick={(event) => !(event.target as HTMLElement).closest('button, a') && onToggle(row.k)}
      >
        <td className="mono whitespace-nowrap">
          <button
            type="button"
            className="tail-open"
            aria-expanded={open}
            aria-label={`Record ${v.p}/${v.o} at ${clock(v.t)}`}
            onClick={() => onToggle(row.k)}
          >
            <span aria-hidden>{open ? '▾' : '▸'}</span>
            {clock(v.t)}
          </button>
          <LockMark row={v} />
        </td>
        {v.bad ? (
          <td colSpan={Math.max(1, columns.length)} className="tail-text">
            <StatusChip tone="bad">{v.bad.cause}</StatusChip> <span className="text-muted">{v.bad.detail}</span>
          </td>
        ) : columns.length && v.m !== null && v.m !== undefined ? (
          columns.map((column) => (
            <td key={column.id} className={cellClass(column)} data-title={column.title}>
              <Cell
                column={column}
                message={v.m}
                entry={{ time: v.t, key: v.key, partition: v.p, offset: v.o }}
                levels={levels}
                plain
              />
            </td>
          ))
        ) : (
          <td colSpan={Math.max(1, columns.length)} className="tail-text">
            {v.cut !== undefined && v.m === undefined
              ? `${bytes(v.size)}, open to read: ${v.cut.slice(0, 120)}…`
              : summary(v.m)}
          </td>
        )}
        <td className="mono num p2 text-faint">
          {v.p}/{v.o}
        </td>
      </tr>
      {open && (
        <tr className="tail-detail">
          <td colSpan={Math.max(1, columns.length) + 2}>
            <RecordDetail row={v} />
          </td>
        </tr>
      )}
    </Fragment>
  )
})

interface TailRowsProps {
  rows: readonly Row<TailRow>[]
  topic: Topic | undefined
  levels: Levels | undefined
  opened: string
  onToggle: (k: string) => void
  caption: string
}

/** Records newest first with the contract's columns, or a summary where there is no contract. */
export const TailRows = memo(function TailRows({ rows, topic, levels, opened, onToggle, caption }: TailRowsProps) {
  const columns = tailColumns(topic)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section className="table-box tail-box" tabIndex={0} aria-label={caption}>
      <table className="table cards">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {columns.length ? (
              columns.map((column) => (
                <th key={column.id} scope="col" className={cellClass(column)}>
                  {column.title}
                </th>
              ))
            ) : (
              <th scope="col">Message</th>
            )}
            <th scope="col" className="num p2">
              Partition/offset
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.k} row={row} topic={topic} levels={levels} open={opened === row.k} onToggle={onToggle} />
          ))}
        </tbody>
      </table>
    </section>
  )
})
