'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { PulseData, SystemPulse } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import { formHref } from '../shell/places.ts'
import { Dot, systemTone, systemWord } from '../ui/chip.tsx'
import { number, rate } from '../ui/format.ts'
import { Panel, type PanelState } from '../ui/panel.tsx'
import { Spark } from '../ui/spark.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { Age } from '../ui/time.tsx'
import { systemsByTrouble } from './troubles.ts'

interface Line extends SystemPulse {
  id: string
  title: string
  blurb: string
}

const unheard = (row: Line) => row.state === 'unknown' && row.newest === 0

/** Who has never spoken says how to make it speak. */
const Invite = ({ row }: { row: Line }) => (
  <span className="block max-w-[60ch] truncate text-muted" title={row.blurb}>
    Run its service, or <FormLink row={row} />
  </span>
)
function FormLink({ row }: { row: Line }) {
  const form = systemOf(row.id)?.forms?.[0]
  if (!form) return null
  return (
    <Link prefetch={false} href={formHref(row.id, form.id)} className="link">
      {form.title.charAt(0).toLowerCase() + form.title.slice(1)}
    </Link>
  )
}

const quiet = <span className="text-faint">0</span>
const columns: TableColumn<Line>[] = [
  {
    id: 'system',
    title: 'System',
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2.5">
        <Dot tone={systemTone[row.state]} label={systemWord[row.state]} />
        <Link
          prefetch={false}
          href={`/systems/${row.id}`}
          className="font-medium no-underline hover:underline underline-offset-3"
        >
          {row.title}
        </Link>
      </span>
    ),
  },
  {
    id: 'state',
    title: 'State',
    bare: true,
    cell: (row) => (
      <span
        title={row.say}
        className={row.state === 'bad' || row.state === 'warn' ? `toned tone-${row.state}` : 'text-muted'}
      >
        {unheard(row) ? (
          <>
            <span className="max-[1099px]:hidden">{systemWord[row.state]}</span>
            <span className="wide:hidden">
              <FormLink row={row} />
            </span>
          </>
        ) : (
          systemWord[row.state]
        )}
      </span>
    ),
  },
  {
    id: 'does',
    title: 'What it does',
    priority: 3,
    width: '32%',
    cell: (row) =>
      unheard(row) ? (
        <Invite row={row} />
      ) : (
        <span className="block max-w-[52ch] truncate text-muted" title={row.blurb}>
          {row.blurb}
        </span>
      ),
  },
  {
    id: 'rate',
    title: 'Rate',
    num: true,
    cell: (row) => (row.rate > 0 ? rate(row.rate) : <span className="text-faint">quiet</span>),
  },
  {
    id: 'spark',
    title: 'Last 5 min',
    priority: 2,
    cell: (row) => (
      <Spark values={row.spark} tone={row.state === 'live' ? 'accent' : systemTone[row.state]} width={132} area />
    ),
  },
  {
    id: 'newest',
    title: 'Newest record',
    num: true,
    cell: (row) => (row.newest > 0 ? <Age t={row.newest} ago /> : <span className="text-faint">none yet</span>),
  },
  {
    id: 'firing',
    title: 'Alerts',
    num: true,
    priority: 2,
    cell: (row) =>
      row.firing > 0 ? (
        <Link
          prefetch={false}
          href={`/alerts?q=${row.id}`}
          className={`toned tone-${row.state === 'bad' ? 'bad' : 'warn'} font-medium no-underline hover:underline`}
        >
          {row.firing}
        </Link>
      ) : (
        quiet
      ),
  },
  {
    id: 'bad',
    title: 'Undecodable',
    num: true,
    priority: 3,
    cell: (row) =>
      row.bad > 0 ? (
        <Link prefetch={false} href="/bad" className="toned tone-warn no-underline hover:underline">
          {number(row.bad)}
        </Link>
      ) : (
        quiet
      ),
  },
]

/** The systems at a glance, those in trouble first. */
export function SystemsPanel({ pulse, state }: { pulse: PulseData | null; state: PanelState }) {
  const router = useRouter()
  const lines: Line[] = pulse
    ? systemsByTrouble(pulse).flatMap((id) => {
        const system = pulse.systems[id]
        const known = systemOf(id)
        return system ? [{ ...system, id, title: known?.title ?? id, blurb: known?.blurb ?? '' }] : []
      })
    : []
  return (
    <Panel
      id="systems"
      title="Systems"
      note={pulse ? `${lines.filter((l) => l.rate > 0).length} of ${lines.length} speaking` : undefined}
      state={state}
      loading="Waiting for the systems' states…"
      sheet={() => ({
        name: 'systems',
        heads: ['system', 'state', 'records/s', 'newest (epoch ms)', 'firing', 'undecodable'],
        rows: lines.map((l) => [l.title, l.state, l.rate, l.newest, l.firing, l.bad]),
      })}
    >
      <Table
        caption="Systems"
        columns={columns}
        rows={lines}
        rowKey={(row) => row.id}
        onOpen={(row) => router.push(`/systems/${row.id}`)}
      />
    </Panel>
  )
}
