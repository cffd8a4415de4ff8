'use client'
import { type ReactNode, useMemo } from 'react'
import { StatusChip } from '#components/ui/chip.tsx'
import { bytes, exact } from '#components/ui/format.ts'
import { Id } from '#components/ui/id.tsx'
import type { TailRow } from '#lib/protocol.ts'
import { JsonView } from './json-view.tsx'
import { Sealed } from './sealed.tsx'
import { useWhole } from './use-whole.ts'
import './topic.css'

/** One record opened: where it stands in Kafka, and its message, or why it could not be read and its first bytes. */
export function RecordDetail({ row: given }: { row: TailRow }) {
  const k = `${given.topic}/${given.p}/${given.o}`
  const read = useWhole(useMemo(() => [{ k, v: given }], [k, given])).get(k)
  const row = read?.state === 'whole' ? { ...given, m: read.m } : given
  return (
    <div className="record">
      <dl className="facts">
        <Fact name="Partition">{row.p}</Fact>
        <Fact name="Offset">
          <span className="mono">{row.o}</span>
        </Fact>
        <Fact name="Key">
          {row.key === null ? <span className="text-faint">none</span> : <Id id={row.key} most={40} />}
        </Fact>
        <Fact name="Time">{exact(row.t)}</Fact>
        <Fact name="Size">{bytes(row.size)}</Fact>
        {Object.entries(row.headers ?? {}).map(([name, value]) => (
          <Fact key={name} name={`Header ${name}`}>
            <span className="mono">{value}</span>
          </Fact>
        ))}
      </dl>
      <Sealed key={`${row.topic}/${row.p}/${row.o}`} row={row} />
      {row.bad ? (
        <div className="grid gap-2">
          <p>
            <StatusChip tone="bad">{row.bad.cause}</StatusChip> <span className="break-words">{row.bad.detail}</span>
          </p>
          <pre className="bytes">{row.bad.preview || 'no bytes'}</pre>
        </div>
      ) : (
        <>
          {read?.state === 'asking' && <p className="text-muted">Reading all of it…</p>}
          {read?.state === 'error' && <p className="text-muted">Only its beginning is at hand: {read.error}</p>}
          {read?.state !== 'asking' && (
            <JsonView value={row.m ?? row.cut ?? null} label={`Message at ${row.topic} ${row.p}/${row.o}`} />
          )}
        </>
      )}
    </div>
  )
}

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
