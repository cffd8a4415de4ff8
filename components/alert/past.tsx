'use client'
import Link from 'next/link'
import type { AlertRow } from '#lib/protocol.ts'
import { useRange } from '../shell/use-range.ts'
import { Dot, severityMark, severityTone } from '../ui/chip.tsx'
import { Empty } from '../ui/empty.tsx'
import { duration, exact, shortId } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { Moment, useNow } from '../ui/time.tsx'
import { sayValue } from './alert-words.ts'

const spans = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000 }
const columns: TableColumn<AlertRow>[] = [
  {
    id: 'alert',
    title: 'Alert',
    wrap: true,
    cell: (a) => (
      <span className="flex items-baseline gap-2.5">
        <Dot tone={severityTone[a.severity]} mark={severityMark[a.severity]} label={a.severity} />
        <span>
          {a.title}{' '}
          {a.subject &&
            (a.link ? (
              <Link prefetch={false} href={a.link} className="id link" title={a.subject}>
                {shortId(a.subject, 24)}
              </Link>
            ) : (
              <span className="id text-muted">{shortId(a.subject, 24)}</span>
            ))}
        </span>
      </span>
    ),
  },
  { id: 'say', title: 'Said', wrap: true, priority: 3, cell: (a) => <span className="text-muted">{a.say}</span> },
  {
    id: 'value',
    title: 'Value',
    num: true,
    priority: 3,
    cell: (a) => <span className="text-muted">{sayValue(a)}</span>,
  },
  { id: 'from', title: 'Began', num: true, priority: 2, cell: (a) => <Moment t={a.firedAt ?? a.since} /> },
  { id: 'to', title: 'Over', num: true, cell: (a) => <Moment t={a.resolvedAt ?? 0} /> },
  { id: 'took', title: 'Lasted', num: true, cell: (a) => duration((a.resolvedAt ?? a.since) - (a.firedAt ?? a.since)) },
  {
    id: 'ack',
    title: 'Taken by',
    priority: 2,
    cell: (a) => (a.ack ? <span title={a.ack.note}>{a.ack.by}</span> : <span className="text-faint">nobody</span>),
  },
]

/** What has fired and is over, newest first; the range of the page narrows it. */
export function Past({ rows, note }: { rows: AlertRow[]; note: string }) {
  const { range } = useRange()
  const now = useNow()
  const from = typeof range === 'object' ? range.from : range === 'live' ? 0 : now - spans[range]
  const to = typeof range === 'object' ? range.to : Number.POSITIVE_INFINITY
  const shown = rows.filter((a) => (a.resolvedAt ?? 0) >= from && (a.firedAt ?? a.since) <= to)
  return (
    <Panel
      id="past"
      title="Past alerts"
      note={note}
      state={shown.length ? 'live' : 'empty'}
      empty={
        <Empty title="No alert has ended in this time">Alerts that resolve are kept here with who took them.</Empty>
      }
      sheet={() => ({
        name: 'past-alerts',
        heads: ['rule', 'subject', 'severity', 'said', 'began', 'over', 'taken by', 'note'],
        rows: shown.map((a) => [
          a.title,
          a.subject,
          a.severity,
          a.say,
          exact(a.firedAt ?? a.since),
          exact(a.resolvedAt ?? 0),
          a.ack?.by,
          a.ack?.note,
        ]),
      })}
    >
      <Table caption="Past alerts" columns={columns} rows={shown} rowKey={(a) => a.id} maxHeight="72vh" />
    </Panel>
  )
}
