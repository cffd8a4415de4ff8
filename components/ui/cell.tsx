'use client'
import type { ReactNode } from 'react'
import type { Board, CellKind, Column, Tone } from '#lib/contract.ts'
import { LevelChip, StatusChip } from './chip.tsx'
import { bytes, duration, instant, number, percent } from './format.ts'
import { Id } from './id.tsx'
import { Spark } from './spark.tsx'
import { Age, Moment } from './time.tsx'

export type Levels = NonNullable<Board['levels']>
type EntryMeta = { time: number; key: string | null; partition: number; offset: string }

export interface CellProps<M = any> {
  column: Column<M>
  message: M
  entry: EntryMeta
  /** The board's levels, for `level` cells and the colour of scores and trends. */
  levels?: Levels
  /** Level id of the row, from BoardRow. */
  level?: string
  /** Last values, from BoardRow, for `trend` cells. */
  trend?: number[]
  /** Ids are written without a copy button (inside links). */
  plain?: boolean
}

const figures = new Set<CellKind>(['number', 'percent', 'age', 'duration', 'bytes'])
/** Whether a column's cells are set to the right. */
export const isFigure = (kind: CellKind | undefined): boolean => figures.has(kind ?? 'text')

/** Draws one value of a contract column. A getter that fails on an odd message shows a dash, never a broken page. */
export function Cell({ column, message, entry, levels, level, trend, plain }: CellProps) {
  let value: string | number | null | undefined
  let tone: Tone | undefined
  try {
    value = column.value(message, entry)
    tone = column.tone?.(message)
  } catch {
    value = null
  }
  const known = levels?.find((l) => l.id === (column.kind === 'level' ? String(value) : level))
  tone ??= column.kind === 'level' || column.kind === 'score' || column.kind === 'trend' ? known?.tone : undefined
  if (column.kind === 'trend') return <Spark values={trend ?? []} tone={tone} />
  return <Value kind={column.kind} value={value} unit={column.unit} tone={tone} levels={levels} plain={plain} />
}

export interface ValueProps {
  kind?: CellKind
  value: string | number | null | undefined
  unit?: string
  tone?: Tone
  levels?: Levels
  plain?: boolean
}

/** Draws one value as its kind says; no value is a dash. */
export function Value({ kind = 'text', value, unit, tone, levels, plain }: ValueProps): ReactNode {
  if (value === null || value === undefined || value === '' || Number.isNaN(value)) {
    return (
      <span className="text-faint">
        <span aria-hidden="true">–</span>
        <span className="sr-only">none</span>
      </span>
    )
  }
  const coloured = (text: ReactNode) => (tone ? <span className={`toned tone-${tone}`}>{text}</span> : text)
  const num = Number(value)
  const suffix = unit ? <span className="text-faint">&thinsp;{unit}</span> : null
  switch (kind) {
    case 'id':
      return <Id id={String(value)} plain={plain} />
    case 'score':
      return (
        <span className={`whitespace-nowrap tone-${tone ?? 'accent'}`}>
          <span className="bar" aria-hidden="true">
            <i style={{ width: `${Math.max(0, Math.min(1, num)) * 100}%` }} />
          </span>
          {Number.isFinite(num) ? num.toFixed(2) : String(value)}
        </span>
      )
    case 'level': {
      const known = levels?.find((l) => l.id === String(value))
      if (known) return <LevelChip level={known} />
      return (
        <StatusChip tone={tone ?? 'muted'} filled={tone === 'critical'}>
          {String(value)}
        </StatusChip>
      )
    }
    case 'status':
      return <StatusChip tone={tone ?? 'muted'}>{String(value)}</StatusChip>
    case 'number':
      return (
        <>
          {coloured(Number.isFinite(num) ? number(num) : String(value))}
          {suffix}
        </>
      )
    case 'percent':
      return coloured(percent(num))
    case 'bytes':
      return coloured(bytes(num))
    case 'duration':
      return coloured(duration(num))
    case 'time':
      return Number.isNaN(instant(value)) ? String(value) : <Moment t={instant(value)} />
    case 'age':
      return Number.isNaN(instant(value)) ? String(value) : <Age t={instant(value)} />
    default:
      return (
        <>
          {coloured(String(value))}
          {suffix}
        </>
      )
  }
}
