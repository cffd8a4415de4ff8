'use client'
import { type ReactNode, useRef } from 'react'
import { Cell } from '#components/ui/cell.tsx'
import type { Board, Column } from '#lib/contract.ts'
import type { BoardRow } from '#lib/protocol.ts'

const moving = new Set(['score', 'number', 'percent', 'duration', 'level', 'status'])

/** A cell of a board; a figure that changed lights up once. */
export function BoardCell({ board, column, k, v }: { board: Board; column: Column; k: string; v: BoardRow }) {
  const cell = (
    <Cell
      column={column}
      message={v.m}
      entry={{ time: v.t, key: k, partition: v.p, offset: v.o }}
      levels={board.levels}
      level={v.level}
      trend={v.trend}
      plain
    />
  )
  if (!moving.has(column.kind ?? 'text')) return cell
  return <Changed value={shownValue(column, k, v)}>{cell}</Changed>
}

/** What the eye can tell apart: scores to two places, the rest as it is. */
function shownValue(column: Column, k: string, v: BoardRow): string {
  try {
    const value = column.value(v.m, { time: v.t, key: k, partition: v.p, offset: v.o })
    return typeof value === 'number' ? value.toFixed(2) : String(value)
  } catch {
    return ''
  }
}

function Changed({ value, children }: { value: string; children: ReactNode }) {
  const first = useRef(value)
  const changed = first.current !== value
  if (changed) first.current = ''
  return (
    <span key={value} className={changed ? 'flash' : undefined}>
      {children}
    </span>
  )
}
