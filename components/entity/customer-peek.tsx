'use client'
import Link from 'next/link'
import { LevelChip } from '#components/ui/chip.tsx'
import { shortId } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import { driversOf } from '#lib/delinquency/words.ts'
import type { BoardRow, Row } from '#lib/protocol.ts'
import { boardOf } from '#lib/systems/index.ts'
import { Drivers } from './drivers.tsx'
import './entity.css'

export interface PeekProps {
  system: System
  row: Row<BoardRow>
}

/** The customer under the cursor of the board: level and drivers without leaving it. */
export function CustomerPeek({ system, row }: PeekProps) {
  const levels = boardOf(system.id, system.entity?.board ?? '')?.levels
  const drivers = driversOf(row.v.m)
  const trend = row.v.trend ?? []
  const [before, now] = [trend.at(-2), trend.at(-1)]
  return (
    <Panel
      id="peek"
      title={<span className="mono">{shortId(row.k)}</span>}
      note={
        <>
          {row.v.level && <LevelChip level={row.v.level} levels={levels} />}{' '}
          {before !== undefined && now !== undefined && `${before.toFixed(2)} → ${now.toFixed(2)}, `}
          <Age t={row.v.t} ago />
        </>
      }
      actions={
        <Link className="btn btn-quiet" href={`/systems/${system.id}/${encodeURIComponent(row.k)}`}>
          Open
        </Link>
      }
    >
      {drivers.length ? (
        <Drivers drivers={drivers} />
      ) : (
        <p className="px-3.5 py-3 text-muted">The last prediction came without drivers.</p>
      )}
    </Panel>
  )
}
